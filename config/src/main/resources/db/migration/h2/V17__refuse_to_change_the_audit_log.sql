-- As PostgreSQL does from the start. H2 knows triggers as classes only; it looks for this one of ours when the trigger fires, so
-- that its own tools open and read the file without it, and refuse as well, though not by its sentence. TRUNCATE fires none.
CREATE TRIGGER audit_entry_is_only_added_to BEFORE UPDATE, DELETE ON audit_entry
    CALL 'org.openmns.broker.store.AuditEntryStays';
