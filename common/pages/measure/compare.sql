-- The same measure of several academies, side by side on one scale, in the order of their names.
-- :id one of them: those with its title are shown
-- :title, :pathway what they are called or about; absent: as of that one

--: one asked
SELECT coalesce(:title, (SELECT title FROM v_measure WHERE id = :id
                          ORDER BY own DESC, position LIMIT 1)) AS title,
       :pathway AS pathway;

-- Our own is shown instead of the network's copy of it. _chart is the place of each one's drawing.
--: list measures
SELECT m.id, m.title, m.academy, m.academy_name, m.unit, m.definition, m.direction, m.target,
       m.pathway, m.points, m.first_date, m.last_date, m.last_value, m.own AS "own?",
       CASE WHEN m.unit IS NULL OR m.unit IN ('', '%') THEN coalesce(m.unit, '')
            ELSE ' ' || m.unit END AS _unit,
       NULL AS _chart
  FROM v_measure m
 WHERE (m.audience_type <= 2 AND NOT m.own OR (m.own AND m.copy_of IS NULL))
   AND (CASE WHEN :pathway IS NOT NULL THEN m.pathway = :pathway AND coalesce(m.title = :title, 1)
             ELSE lower(m.title) = lower(coalesce(:title, (
                      SELECT title FROM v_measure WHERE id = :id
                       ORDER BY own DESC, position LIMIT 1))) END)
 ORDER BY m.academy_name, m.title, m.id
 LIMIT 40;

-- One scale for all of them.
--: one scale
SELECT min(p.value) AS lowest, max(p.value) AS highest, min(p.date) AS first_date,
       max(p.date) AS last_date
  FROM v_measure m CROSS JOIN v_point p ON p.measure = m.id AND p.position >> 40 = m.position >> 40
 WHERE (m.audience_type <= 2 AND NOT m.own OR (m.own AND m.copy_of IS NULL))
   AND (CASE WHEN :pathway IS NOT NULL THEN m.pathway = :pathway AND coalesce(m.title = :title, 1)
             ELSE lower(m.title) = lower(coalesce(:title, (
                      SELECT title FROM v_measure WHERE id = :id
                       ORDER BY own DESC, position LIMIT 1))) END);
