-- An organisation is its id.  What it is called, what kind it is and where it stands hold for an interval
-- (org_version), so a rename, a move or a merger never rewrites what was.
CREATE TABLE org (
  org_id            $ID,
  founded_on        $DATE NOT NULL,
  dissolved_on      $DATE NOT NULL DEFAULT 99991231,
  merged_into       $REF REFERENCES org,
  next_child        $INT NOT NULL DEFAULT 1,   -- the last part of the next child's code; codes are never given twice
  national_code     $TEXT,                     -- of the national system, opaque (DOMAIN 9.6)
  contact_person    $TEXT,                     -- national items, DOMAIN 8.4
  contact_phone     $SEALED,
  contact_tail      $TEXT,                     -- the last four digits, for the mask
  unit_situation    $TEXT,
  unit_name         $TEXT,
  unit_category     $TEXT,
  unit_party_status $TEXT,
  uscc              $TEXT,                     -- unified social credit code, DOMAIN 9.5
  CHECK (founded_on < dissolved_on)
);

CREATE TABLE org_version (
  org_id     $REF NOT NULL REFERENCES org,
  $INTERVAL,
  parent_id  $REF REFERENCES org,              -- NULL: the university's committee, the only one
  code       $TEXT NOT NULL,                   -- 001.012.003
  name       $TEXT NOT NULL,
  short_name $TEXT NOT NULL,
  kind       $VOCAB(party_committee,general_branch,branch,direct_branch,joint_branch,temporary_branch,party_group) NOT NULL,
  pinyin     $TEXT NOT NULL,                   -- of the short name
  initials   $TEXT NOT NULL,
  basis      $TEXT,
  PRIMARY KEY (org_id, from_on)
) $KEYED;
CREATE INDEX org_version_child ON org_version (parent_id, code);
CREATE INDEX org_version_code ON org_version (code);
CREATE INDEX org_version_name ON org_version (name);
CREATE INDEX org_version_short ON org_version (short_name);

-- Who is above whom, itself included (depth 0), and since when.  Rows are ended, never deleted: what a viewer may see
-- of the past, and which list rows a member ever had, are read from here.
CREATE TABLE org_closure (
  descendant_id $REF NOT NULL REFERENCES org,
  ancestor_id   $REF NOT NULL REFERENCES org,
  depth         $INT NOT NULL,
  $INTERVAL,
  PRIMARY KEY (descendant_id, ancestor_id, from_on)
) $KEYED;
CREATE INDEX org_closure_below ON org_closure (ancestor_id, depth, descendant_id);

-- One row an election: the committee's term runs from there.
CREATE TABLE org_term (
  org_id     $REF NOT NULL REFERENCES org,
  elected_on $DATE NOT NULL,
  term_years $INT NOT NULL CHECK (term_years BETWEEN 1 AND 10),
  basis      $TEXT,
  PRIMARY KEY (org_id, elected_on)
) $KEYED;

-- Posts in the Party, with terms.  person_id is a member; the name stands here as well because organisations come
-- before members in the order of features.
CREATE TABLE org_post (
  org_post_id $ID,
  org_id      $REF NOT NULL REFERENCES org,
  person_id   $REF NOT NULL,
  person_name $TEXT NOT NULL,
  org_post    $VOCAB(secretary,deputy_secretary,org_commissioner,publicity_commissioner,discipline_commissioner,commissioner,group_leader) NOT NULL,
  $INTERVAL,
  basis       $TEXT
);
CREATE INDEX org_post_org ON org_post (org_id, from_on);
CREATE INDEX org_post_person ON org_post (person_id);

-- Counts up the tree: what changed on which day, for the organisation and all above it.  The count on a day is the sum
-- up to that day, so it costs as many days as there were changes, however many members there are.
CREATE TABLE org_tally (
  org_id  $REF NOT NULL REFERENCES org,
  measure $TEXT NOT NULL,
  on_date $DATE NOT NULL,
  delta   $INT NOT NULL,
  PRIMARY KEY (org_id, measure, on_date)
) $KEYED;
