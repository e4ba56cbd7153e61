call add_initialized('it''s; quoted');
