-- A member: what has one value at a time.  What holds for an interval stands in the three tables below.
-- Citizen number, phones and address are never stored in clear; the tails and the head of the address are what the mask
-- shows, so that a list opens no seal.
CREATE TABLE member (
  member_id       $ID,
  name            $TEXT NOT NULL,
  pinyin          $TEXT NOT NULL,           -- of the whole name, made by us, may be edited
  initials        $TEXT NOT NULL,
  sex             $VOCAB(male,female) NOT NULL,
  citizen_number  $SEALED NOT NULL,
  citizen_lookup  $LOOKUP NOT NULL UNIQUE,
  citizen_tail    $TEXT NOT NULL,           -- two characters
  ethnicity       $TEXT NOT NULL,           -- GB/T 3304
  birth_date      $DATE NOT NULL,
  education       $TEXT,                    -- GB/T 4658
  join_date       $DATE NOT NULL,           -- the branch meeting that admitted: membership starts (JG2019 24)
  full_date       $DATE,                    -- the end of probation: Party age starts (XZ2014 34)
  post            $TEXT,                    -- 工作岗位
  mobile          $SEALED,
  mobile_tail     $TEXT,                    -- four digits
  phone           $SEALED,
  phone_tail      $TEXT,
  home_address    $SEALED,
  address_head    $TEXT,                    -- its first organisation-level part
  lost            $BOOL NOT NULL DEFAULT 0,
  lost_since      $DATE,
  mobile_member   $BOOL NOT NULL DEFAULT 0,
  destination     $TEXT,
  native_place    $TEXT,                    -- extended items, DOMAIN 8.4
  work_started_on $DATE,
  degree          $TEXT,
  school          $TEXT,
  major           $TEXT,
  other_party     $TEXT,
  known_from      $DATE NOT NULL,           -- before that day the platform knows nothing of the person
  revision        $INT NOT NULL DEFAULT 1   -- two who edit at once: the second is told
);

-- Where the organisation relation is.  org_id is the branch, or the group inside it.
CREATE TABLE member_belonging (
  member_id $REF NOT NULL REFERENCES member,
  $INTERVAL,
  org_id    $REF NOT NULL REFERENCES org,
  branch_id $REF NOT NULL REFERENCES org,
  basis     $TEXT,
  PRIMARY KEY (member_id, from_on)
) $KEYED;
CREATE INDEX member_belonging_org ON member_belonging (org_id, until_on);

CREATE TABLE member_kind (
  member_id       $REF NOT NULL REFERENCES member,
  $INTERVAL,
  person_category $VOCAB(full_member,probationary_member) NOT NULL,
  basis           $TEXT,
  PRIMARY KEY (member_id, from_on)
) $KEYED;

-- 党籍: nothing here ever changes by itself (DOMAIN 3.2, 14.12).
CREATE TABLE member_standing (
  member_id         $REF NOT NULL REFERENCES member,
  $INTERVAL,
  membership_status $VOCAB(normal,suspended,lost_contact,restored,removed,expelled,left,deceased) NOT NULL,
  basis             $TEXT,
  PRIMARY KEY (member_id, from_on)
) $KEYED;

-- The list of an organisation as of any day, in its order: one row for each ancestor and each span of days in which
-- nothing of it changed.  Derived from the tables above; member_relist.c keeps it.
CREATE TABLE member_listing (
  ancestor_id       $REF NOT NULL,
  pinyin            $TEXT NOT NULL,
  member_id         $REF NOT NULL,
  from_on           $DATE NOT NULL,
  until_on          $DATE NOT NULL,
  initials          $TEXT NOT NULL,
  name              $TEXT NOT NULL,
  branch_id         $REF NOT NULL,
  person_category   $TEXT NOT NULL,
  membership_status $TEXT NOT NULL,
  sex               $TEXT NOT NULL,
  ethnicity         $TEXT NOT NULL,
  birth_date        $DATE NOT NULL,
  education         $TEXT,
  join_date         $DATE NOT NULL,
  lost              $BOOL NOT NULL,
  mobile_member     $BOOL NOT NULL,
  PRIMARY KEY (ancestor_id, pinyin, member_id, from_on)
) $KEYED;
CREATE INDEX member_listing_initials ON member_listing (ancestor_id, initials, pinyin, member_id);

-- A member says that something in the file is wrong; the branch confirms or declines.
CREATE TABLE member_proposal (
  member_proposal_id $ID,
  member_id          $REF NOT NULL REFERENCES member,
  field              $TEXT NOT NULL,
  proposed           $SEALED NOT NULL,
  reason             $SEALED,
  proposed_at        $INT NOT NULL,
  decided_at         $INT,
  accepted           $BOOL,
  answer             $TEXT
);
CREATE INDEX member_proposal_member ON member_proposal (member_id, decided_at);
