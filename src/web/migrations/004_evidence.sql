-- proof: a keyed mark that the program writes with every event, so that a row somebody else put there is told apart.
-- Events from before this migration have none.
ALTER TABLE event ADD COLUMN proof $LOOKUP;
CREATE INDEX event_time ON event (happened_at, event_id);
CREATE INDEX event_account ON event (account_id, happened_at, event_id);
CREATE INDEX event_kind ON event (kind, happened_at, event_id);

-- Events that wait for their seal: entered in the transaction of the event, taken out in that of the seal.
CREATE TABLE event_unsealed (
  event_id $ID
);
INSERT INTO event_unsealed (event_id) SELECT event_id FROM event;
