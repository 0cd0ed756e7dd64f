-- A workbook that was uploaded and checked, and waits for a yes.  The file itself lies sealed in the data folder.
CREATE TABLE intake_run (
  intake_run_id $ID,
  account_id    $REF NOT NULL,            -- who uploaded it; nobody else sees it
  made_at       $INT NOT NULL,
  kind          $VOCAB(orgs,members) NOT NULL,
  file_name     $TEXT NOT NULL,
  sheet         $TEXT NOT NULL,
  effective_on  $DATE NOT NULL,
  state         $VOCAB(open,written,withdrawn,expired) NOT NULL,
  accepted      $INT NOT NULL,
  changed       $INT NOT NULL,
  unchanged     $INT NOT NULL,
  refused       $INT NOT NULL
);
CREATE INDEX intake_run_account ON intake_run (account_id, intake_run_id);

-- What the preview shows: refused cells, fields that would change, members in another branch than the file says.
CREATE TABLE intake_line (
  intake_line_id $ID,
  intake_run_id  $REF NOT NULL REFERENCES intake_run,
  line           $VOCAB(fault,difference,question) NOT NULL,
  row_number     $INT NOT NULL,
  first_row      $INT,
  column_name    $TEXT,
  code           $TEXT,
  message        $SEALED,
  subject_id     $REF,
  org_id         $REF,
  name           $SEALED,
  before_value   $SEALED,
  after_value    $SEALED,
  choice         $VOCAB(move,correction,skip)
);
CREATE INDEX intake_line_run ON intake_line (intake_run_id, line);
