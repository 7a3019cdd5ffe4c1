-- Gifts on their way, few at any time: how the sweep finds those that were cut off.
create index gift_unfinished on gift (undo_until)
  where state in ('asked', 'held', 'in_transit', 'declining');
