-- Rows of the log come packed (persistence.conf): to pack them again takes longer than all else, and gains nothing. What is
-- short, such as a checkpoint, is not packed in either case. Counts for new rows; a catalogue entry, so it takes no time.
ALTER TABLE event_journal ALTER COLUMN event_payload SET STORAGE EXTERNAL;
