// Standing gifts from the question to the end, as text tables on a real store.

import { after, before, test } from 'node:test';
import { createStandingWorld, play, type StandingWorld } from '../../../test/support/standing.ts';

let on: StandingWorld;
before(async () => {
  on = await createStandingWorld();
});
after(() => on.world.close());

test('a monthly gift begins when it is agreed to, and comes on its day of each cycle', () =>
  play(
    on,
    `
    at 2027-01-10
    line Maya 20GB
    line Leo 0GB
    Maya asks Leo 2GB on day 31       => asked
    told                              => Leo standing_gift_asked
    at 2027-01-12
    Leo has 0GB
    Leo agrees Maya>Leo               => active
    Leo agrees Maya>Leo               => active
    told                              => Maya standing_gift_agreed
    at 2027-01-31 08:59
    Maya has 20GB
    at 2027-01-31 09:00
    Maya has 18GB
    at 2027-01-31 09:01
    Maya has 18GB
    window
    Leo has 2GB
    Maya gets 20GB
    at 2027-02-28 09:00
    window
    Maya has 18GB
    Leo has 2GB
    Maya>Leo                          => active
    Leo ends Maya>Leo                 => ended by_receiver
    Leo ends Maya>Leo                 => ended by_receiver
    told                              => Leo standing_gift_ended, Maya standing_gift_ended
    at 2027-03-31 10:00
    window
    Maya has 0GB
    Leo has 0GB
  `,
  ));

test('nobody is given to without a yes, nor worn down by being asked', () =>
  play(
    on,
    `
    at 2027-01-10
    line Maya 20GB
    line Leo 0GB
    Maya asks Leo 2GB on day 15       => asked
    Maya asks Leo 1GB on day 16       => standing_asked_before
    at 2027-01-16
    Maya has 20GB
    Leo ends Maya>Leo                 => ended declined
    Leo agrees Maya>Leo               => standing_ended
    Maya asks Leo 2GB on day 15       => standing_asked_before
    at 2027-02-16
    Maya asks Leo 2GB on day 15       => asked
    at 2027-03-03
    Maya>Leo                          => ended unanswered
    Leo agrees Maya>Leo               => standing_ended
    told                              => Leo standing_gift_asked, Leo standing_gift_asked, Leo standing_gift_ended, Leo standing_gift_ended, Maya standing_gift_ended, Maya standing_gift_ended
    Maya asks Leo 2GB on day 15       => asked
    Maya asks Maya 2GB on day 15      => giving_to_oneself
    Maya asks Leo 9GB on day 15       => above_maximum
  `,
  ));

test('a floor that would be broken pauses it, both are told once, and it goes on by itself', () =>
  play(
    on,
    `
    at 2027-01-10
    line Maya 2GB
    line Leo 0GB
    Maya asks Leo 2GB on day 12       => asked
    Leo agrees Maya>Leo               => active
    told                              => Leo standing_gift_asked, Maya standing_gift_agreed
    at 2027-01-12
    Maya>Leo                          => paused floor_broken
    told                              => Leo standing_gift_paused giver_could_not, Maya standing_gift_paused floor_reached
    at 2027-01-13 12:01
    Maya>Leo                          => paused floor_broken
    told                              =>
    Maya gets 5GB
    at 2027-01-14 12:02
    Maya>Leo                          => active
    window
    Leo has 2GB
    at 2027-01-15 12:02
    Maya has 5GB
  `,
  ));

test('after three cycles without a gift it ends, and both are told', () =>
  play(
    on,
    `
    at 2027-01-10
    line Maya 0GB
    line Leo 0GB
    Maya asks Leo 2GB on day 28       => asked
    Leo agrees Maya>Leo               => active
    at 2027-01-28
    at 2027-01-29 12:01
    at 2027-01-30 12:02
    at 2027-01-31 12:03
    Maya>Leo                          => paused balance_too_low
    at 2027-02-28
    Maya>Leo                          => paused balance_too_low
    told                              => Leo standing_gift_asked, Leo standing_gift_paused giver_could_not, Maya standing_gift_agreed, Maya standing_gift_paused balance_too_low
    at 2027-03-28
    at 2027-03-29 12:01
    at 2027-03-30 12:02
    at 2027-03-31 12:03
    Maya>Leo                          => ended paused_too_long
    told                              => Leo standing_gift_ended, Maya standing_gift_ended
  `,
  ));

test('its giver pauses it by hand, and only its giver lets it go on', () =>
  play(
    on,
    `
    at 2027-01-10
    line Maya 20GB
    line Leo 0GB
    Maya asks Leo 1GB on day 12       => asked
    Maya pauses Maya>Leo              => asked
    Leo agrees Maya>Leo               => active
    Leo pauses Maya>Leo               => standing_unknown
    Maya pauses Maya>Leo              => paused stopped_by_person
    Maya pauses Maya>Leo              => paused stopped_by_person
    at 2027-01-12
    Maya has 20GB
    Leo resumes Maya>Leo              => standing_unknown
    Maya resumes Maya>Leo             => active
    Maya has 19GB
    Maya resumes Maya>Leo             => active
    Maya ends Maya>Leo                => ended by_giver
    Maya resumes Maya>Leo             => standing_ended
    Maya pauses Maya>Leo              => standing_ended
    window
  `,
  ));

test('what would come back to its giver is refused when it is made or agreed to', () =>
  play(
    on,
    `
    at 2027-01-10
    line Maya 20GB
    line Leo 20GB
    line Zoe 20GB
    Maya asks Leo 1GB on day 12       => asked
    Leo asks Maya 1GB on day 12       => asked
    Leo agrees Maya>Leo               => active
    Maya agrees Leo>Maya              => standing_circle
    Leo asks Zoe 1GB on day 12        => asked
    Zoe agrees Leo>Zoe                => active
    Zoe asks Maya 1GB on day 12       => standing_circle
    Leo ends Leo>Zoe                  => ended by_giver
    Zoe asks Maya 1GB on day 12       => asked
    Maya agrees Zoe>Maya              => active
  `,
  ));

test('what lapses at the end of the cycle goes in its last hours, and nothing else', () =>
  play(
    on,
    `
    at 2027-01-10
    line Maya 20GB
    line Leo 0GB
    Maya gets 3GB for 21
    Maya gets 3GB for 21.5
    Maya asks Leo 2GB lapsing last 24 => asked
    Leo agrees Maya>Leo               => active
    told                              => Leo lapsing_gift_asked, Maya lapsing_gift_agreed
    at 2027-01-30 23:00
    Maya has 26GB
    at 2027-01-31 00:01
    Maya has 24GB
    window
    Leo has 2GB
    Maya>Leo                          => active
    at 2027-01-31 12:00
    Maya has 23GB
    at 2027-02-28 00:01
    Maya>Leo                          => active
    Maya has 0GB
  `,
  ));

test('a line that closes, or that blocks the giver, ends it', async () => {
  await play(
    on,
    `
    at 2027-01-10
    line Maya 20GB
    line Leo 0GB
    line Zoe 0GB
    Maya asks Leo 1GB on day 12       => asked
    Leo agrees Maya>Leo               => active
    Maya asks Zoe 1GB on day 12       => asked
    Zoe agrees Maya>Zoe               => active
    told                              => Leo standing_gift_asked, Maya standing_gift_agreed, Maya standing_gift_agreed, Zoe standing_gift_asked
    Leo is closed
    at 2027-01-12
    Maya>Leo                          => ended receiver_gone
    told                              => Maya standing_gift_ended
    window
    Maya is closed
    at 2027-02-12
    Maya>Zoe                          => ended giver_gone
    told                              => Zoe standing_gift_ended
    at 2027-01-10
    line Ada 20GB
    line Ben 0GB
    Ada asks Ben 1GB on day 12        => asked
    Ben agrees Ada>Ben                => active
    Ben blocks Ada
    at 2027-01-12
    Ada>Ben                           => ended by_receiver
    Ada asks Ben 1GB on day 12        => receiver_not_found
    Ada has 20GB
  `,
  );
});
