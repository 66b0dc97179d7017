-- The parts of the input.
COPY pg_temp.stage_part (part, segment_sha256, records, rejects, skipped) FROM STDIN (FORMAT binary)
