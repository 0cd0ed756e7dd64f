/* expect 3: ends in _fen */
-- exec gone
-- in price fen
DELETE FROM t WHERE id = :price;
