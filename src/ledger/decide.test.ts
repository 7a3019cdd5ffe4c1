import { test } from 'node:test';
import { play } from './story.ts';

test('a session is granted, settled and ended, and what it did not use goes back', () => {
  play(`
    at 0  grant plan 100 until 1000          => bucket 1
    at 1  charge s#0 initial want 40         => grants 40
    shows available 60 held 40 used 0
    at 2  charge s#1 update used 30 want 40  => grants 40
    shows available 30 held 40 used 30
    at 3  charge s#2 final used 5            => grants 0
    shows available 65 held 0 used 35
  `);
});

test('consumption takes what lapses first, and a gift before a plan that lapses with it', () => {
  play(`
    at 0  grant plan 10 until 50             => bucket 1
    at 0  grant plan 10 until 20             => bucket 2
    at 0  receive g1 10 until 20             => buckets 3
    at 1  charge s#0 initial want 25         => grants 25
    shows bucket 3 available 0 held 10
    shows bucket 2 available 0 held 10
    shows bucket 1 available 5 held 5
  `);
});

test('octets bound to a traffic go before those that serve any', () => {
  play(`
    at 0  grant plan 10 until 20                            => bucket 1
    at 0  grant pack 10 until 90 scope roaming              => bucket 2
    at 1  charge s#0 initial want 12 scope roaming          => grants 12
    shows bucket 2 available 0 held 10
    shows bucket 1 available 8 held 2
    at 2  charge d#0 initial want 100 scope domestic        => grants 8 last
  `);
});

test('the last slice is marked, and an empty line is granted nothing', () => {
  play(`
    at 0  grant plan 10 until 100            => bucket 1
    at 1  charge s#0 initial want 10         => grants 10 last
    at 2  charge t#0 initial want 10         => grants 0
    at 3  charge t#1 update used 1           => session_unknown
    at 4  charge s#1 update used 10 want 10  => grants 0
    shows available 0 held 0 used 10
  `);
});

test('a repeat gets the same answer and is charged once', () => {
  play(`
    at 0  grant plan 100 until 1000          => bucket 1
    at 1  charge s#0 initial want 40         => grants 40
    at 2  charge s#0 initial want 40         => grants 40
    at 3  charge s#1 update used 30 want 40  => grants 40
    at 4  charge s#1 update used 30 want 40  => grants 40
    shows available 30 held 40 used 30
    at 5  charge s#1 update used 31 want 40  => key_reused
    at 6  charge s#0 initial want 40         => sequence_passed lastSequence 1
    at 7  charge s#2 final used 5            => grants 0
    at 8  charge s#2 final used 5            => grants 0
    shows available 65 held 0 used 35
    at 9  charge s#3 update used 5           => session_unknown
    at 9  charge s#3 initial want 5          => session_exists lastSequence 2
  `);
});

test('usage beyond the hold is charged, and beyond everything is overrun, never negative', () => {
  play(`
    at 0  grant plan 100 until 1000             => bucket 1
    at 1  charge s#0 initial want 10            => grants 10
    at 2  charge s#1 update used 70 want 10     => grants 10
    shows available 20 held 10 used 70
    at 3  charge s#2 update used 45 want 10     => grants 0 overrun 15
    shows available 0 held 0 used 100
  `);
});

test('a hold that lapsed goes back, and a late report is charged all the same', () => {
  play(`
    at 0   grant plan 100 until 1000                        => bucket 1
    at 1   charge s#0 initial want 40 holding 10            => grants 40
    at 10  lapse                                            => done
    shows available 100 held 0
    at 20  charge s#1 update used 30 want 40 holding 50     => grants 40
    shows available 30 held 40 used 30
  `);
});

test('a bucket expires, but octets granted to the network in time may still be used', () => {
  play(`
    at 0   grant plan 100 until 10           => bucket 1
    at 1   charge s#0 initial want 40        => grants 40
    at 10  lapse                             => done
    shows available 0 held 40 expired 60
    at 11  charge s#1 final used 30          => grants 0
    shows available 0 held 0 used 30 expired 70
  `);
});

test('octets not yet valid serve nobody', () => {
  play(`
    at 0   grant plan 100 from 50 until 90   => bucket 1
    at 1   charge s#0 initial want 40        => grants 0
    at 1   hold g 10                         => balance_too_low availableOctets 0 givableOctets 0 askedOctets 10
    at 50  charge t#0 initial want 40        => grants 40
  `);
});

test('a grant of nothing, or of octets already lapsed, is refused', () => {
  play(`
    at 5  grant plan 0 until 10              => nothing_to_move
    at 5  grant plan 9 until 5               => already_expired
    at 5  grant plan 9 from 20 until 10      => already_expired
    shows granted 0
  `);
});

test('an event is paid wholly or not at all', () => {
  play(`
    at 0  grant plan 10 until 100            => bucket 1
    at 1  charge e#0 event want 4            => grants 4
    at 1  charge e#0 event want 4            => grants 4
    shows available 6 used 4
    at 2  charge f#0 event want 7            => grants 0
    shows available 6 used 4
    at 3  charge g#0 event want 6            => grants 6 last
  `);
});

test('a gift is held, settled and given away', () => {
  play(`
    at 0  grant plan 10 until 50             => bucket 1
    at 0  grant pack 10 until 20             => bucket 2
    at 1  hold g 15                          => 10 of bucket 2, 5 of bucket 1
    shows available 5 held 15 given 0
    at 2  settle g                           => 10 of bucket 2, 5 of bucket 1
    shows available 5 held 0 given 15
    at 3  release g                          => hold_ended
    at 3  hold g 1                           => hold_exists
    at 3  settle x                           => hold_unknown
  `);
});

test('an undone gift is whole again, and does not count against the month', () => {
  play(`
    at 0  grant plan 10 until 50             => bucket 1
    at 1  hold g 6 times 1                   => 6 of bucket 1
    at 2  hold h 1 times 1                   => tally_count_reached limit 1 used 1
    at 3  release g                          => 6 of bucket 1
    shows available 10 held 0
    at 4  hold h 1 times 1                   => 1 of bucket 1
    at 5  settle g                           => hold_ended
  `);
});

test('a gift is refused by what is left, then the floor, then the count, then the volume', () => {
  play(`
    at 0  grant plan 10 until 50                     => bucket 1
    at 0  grant bonus 10 until 50                    => bucket 2
    at 1  hold g 0                                   => nothing_to_move
    at 1  hold g 11 floor 19 times 0                 => balance_too_low availableOctets 20 givableOctets 10 askedOctets 11
    at 1  hold g 10 floor 11 times 0                 => floor_broken floorOctets 11 availableOctets 20 askedOctets 10
    at 1  hold g 10 floor 10 times 0 volume 9        => tally_count_reached limit 0 used 0
    at 1  hold g 10 floor 10 times 1 volume 9        => tally_octets_reached limitOctets 9 usedOctets 0 askedOctets 10
    at 1  hold g 10 floor 10 times 1 volume 10       => 10 of bucket 1
    at 1  hold h 1 kinds bonus times 2 volume 10     => tally_octets_reached limitOctets 10 usedOctets 10 askedOctets 1
    at 1  hold h 1 kinds bonus times 1 period p2     => 1 of bucket 2
  `);
});

test('octets that lapse before the undo window ends are not given', () => {
  play(`
    at 0  grant plan 10 until 50             => bucket 1
    at 0  grant plan 10 until 90             => bucket 2
    at 1  hold g 10 usable 50                => 10 of bucket 2
  `);
});

test('a received gift has a cap, a count and a volume, and may have lapsed on its way', () => {
  play(`
    at 5  receive g 10 until 5               => already_expired
    at 5  receive g 10 until 9 cap 9         => cap_reached capOctets 9 availableOctets 0 askedOctets 10
    at 5  receive g 10 until 9 times 0       => tally_count_reached limit 0 used 0
    at 5  receive g 10 until 9 volume 9      => tally_octets_reached limitOctets 9 usedOctets 0 askedOctets 10
    at 5  receive g 10 until 9 times 1       => buckets 1
    at 6  receive h 1 until 9 times 1        => tally_count_reached limit 1 used 1
  `);
});

test('a declined gift gives back what is unused, and what the network was granted stays', () => {
  play(`
    at 0  receive g 10 until 100             => buckets 1
    at 1  charge s#0 initial want 4          => grants 4
    at 2  charge s#1 update used 3 want 2    => grants 2
    at 3  withdraw g                         => 5 of bucket 1
    shows available 0 held 2 used 3 withdrawn 5
    at 4  withdraw g                         => nothing_to_move
  `);
});

test('what comes home goes into its own bucket, or lapses there when the bucket has ended', () => {
  play(`
    at 0   grant plan 10 until 50            => bucket 1
    at 1   hold g 6                          => 6 of bucket 1
    at 2   settle g                          => 6 of bucket 1
    at 3   return g 4 bucket 1               => 4 octets
    shows available 8 given 2
    at 60  return g 2 bucket 1               => 2 octets
    shows available 0 given 0 expired 10
  `);
});

test('a gift whose hold lapsed comes home by itself', () => {
  play(`
    at 0   grant plan 10 until 50            => bucket 1
    at 1   hold g 6 holding 20               => 6 of bucket 1
    at 20  settle g                          => hold_ended
    shows available 10 held 0 given 0
  `);
});

test('the carrier takes back what lapses first of what it issued, and keeps its hands off gifts and holds', () => {
  play(`
    at 0  grant plan 10 until 50             => bucket 1
    at 0  grant goodwill 10 until 20         => bucket 2
    at 0  receive g 10 until 9               => buckets 3
    at 1  charge s#0 initial want 12         => grants 12
    shows available 18 held 12
    at 2  take adjustment 13                 => 8 of bucket 2, 5 of bucket 1
    shows bucket 3 available 0 held 10 withdrawn 0
    shows bucket 1 available 5 withdrawn 5
    at 2  take adjustment 6                  => balance_too_low availableOctets 5 givableOctets 5 askedOctets 6
    at 3  charge s#1 final used 12           => grants 0
    shows available 5 held 0 used 12 withdrawn 13
  `);
});

test('a pack charged back loses what is left of it, and no other bucket does', () => {
  play(`
    at 0  grant plan 10 until 50             => bucket 1
    at 0  grant pack 10 until 20             => bucket 2
    at 1  charge s#0 event want 4            => grants 4
    at 2  take chargeback all bucket 2       => 6 of bucket 2
    shows bucket 2 available 0 used 4 withdrawn 6
    shows bucket 1 available 10 withdrawn 0
    at 3  take chargeback all bucket 2       => nothing_to_move
    at 3  take chargeback 0 bucket 1         => nothing_to_move
    at 3  take chargeback 11 bucket 1        => balance_too_low availableOctets 10 givableOctets 10 askedOctets 11
  `);
});

test('what begins later can be taken back before it does, and what has lapsed cannot', () => {
  play(`
    at 0  grant pack 10 from 5 until 20      => bucket 1
    at 1  take adjustment 4 bucket 1         => 4 of bucket 1
    at 20 take adjustment 1 bucket 1         => balance_too_low availableOctets 0 givableOctets 0 askedOctets 1
    shows available 0 expired 6 withdrawn 4
  `);
});
