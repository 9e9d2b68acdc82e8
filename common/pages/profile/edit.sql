-- The viewer's own card.

--: one card
SELECT m.member, m.name
  FROM v_brand b LEFT JOIN v_member m ON m.viewer;
