-- What a cohort takes of each node's heap (CohortWeight.java): 512 bytes, 18 for an NHS number, 130 for another text and
-- twice its length. A row of values begins with how many NHS numbers are in it, four bytes each; a text comes after its
-- length, which is two bytes: all this adds up to the sum below.
ALTER TABLE cohort ADD COLUMN weight BIGINT DEFAULT 0 NOT NULL;

UPDATE cohort SET weight = 512 + 126 * CAST(size AS BIGINT) + COALESCE(
    (SELECT SUM(2 * OCTET_LENGTH(content) - 8 - 116 * CAST(SUBSTRING(content FROM 1 FOR 4) AS INTEGER))
        FROM cohort_part WHERE cohort_part.list = cohort.list), 0);

ALTER TABLE cohort_total ADD COLUMN weight BIGINT DEFAULT 0 NOT NULL;

UPDATE cohort_total SET weight = (SELECT COALESCE(SUM(weight), 0) FROM cohort);
