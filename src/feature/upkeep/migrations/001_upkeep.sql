-- A drill: a backup is made, restored into a scratch place, compared, and the place removed.  At most one is open.
CREATE TABLE upkeep_drill (
  upkeep_drill_id $ID,
  asked_at $INT NOT NULL,
  state $VOCAB(waiting, running, passed, failed) NOT NULL,
  beat_at $INT NOT NULL,  -- when it last said where it is: one that has not for a while is gone with its server
  step $TEXT,
  ended_at $INT,
  finding $TEXT
);
