-- Until when whoever follows a type without having asked is granted it, because it came under approval just now; null for
-- one that is open, or has been under approval for longer.
ALTER TABLE event_type ADD COLUMN followers_until TIMESTAMPTZ;
