-- Below which number counts stay in the academy.

--: one small
SELECT below, author_name, written_ms FROM v_small_numbers;
