%% A network element on the Diameter stack of Erlang/OTP: it connects, opens a session, waits until it is told to
%% re-authorise it, reports what was used, ends the session, and says goodbye. Each step is told on a line of
%% its own to whoever started it. The stack itself checks every message against the dictionary: one that does not
%% fit is an error here.

-module(gy_peer).

-include_lib("diameter/include/diameter.hrl").

-export([play/1]).
-export([peer_up/3, peer_down/3, pick_peer/4, prepare_request/3, prepare_retransmit/3,
         handle_answer/4, handle_error/4, handle_request/3]).

-define(SERVICE, gy).
-define(HOST, "erlang.epc.test").
-define(REALM, "epc.test").
-define(SESSION, "erlang.epc.test;1;1").

play(Port) ->
    register(player, self()),
    {ok, _} = application:ensure_all_started(diameter),
    true = diameter:subscribe(?SERVICE),
    ok = diameter:start_service(?SERVICE,
                                [{'Origin-Host', ?HOST},
                                 {'Origin-Realm', ?REALM},
                                 {'Vendor-Id', 0},
                                 {'Product-Name', "OTP diameter"},
                                 {'Auth-Application-Id', [4]},
                                 {decode_format, map},
                                 {string_decode, false},
                                 {application, [{alias, credit_control},
                                                {dictionary, credit_control},
                                                {module, ?MODULE}]}]),
    {ok, _} = diameter:add_transport(?SERVICE,
                                     {connect, [{transport_module, diameter_tcp},
                                                {transport_config, [{raddr, {127, 0, 0, 1}},
                                                                    {rport, Port}]}]}),
    receive
        #diameter_event{info = Info} when element(1, Info) =:= up -> say("up", [])
    after 10000 -> fail("no capabilities were exchanged")
    end,
    told("initial", request(1, 0, [#{'Rating-Group' => 1, 'Requested-Service-Unit' => #{}}])),
    receive
        {reauthorized, Session} -> say("reauthorized ~s", [Session])
    after 10000 -> fail("nobody asked to re-authorise")
    end,
    Used = #{'CC-Total-Octets' => 123456},
    told("update", request(2, 1, [#{'Rating-Group' => 1,
                                    'Requested-Service-Unit' => #{},
                                    'Used-Service-Unit' => [Used]}])),
    told("final", request(3, 2, [#{'Rating-Group' => 1, 'Used-Service-Unit' => [Used]}])),
    told("unknown", request(2, 9, [#{'Rating-Group' => 1, 'Used-Service-Unit' => [Used]}])),
    ok = diameter:stop_service(?SERVICE),
    say("done", []).

request(Type, Number, Services) ->
    Fields = #{'Session-Id' => session(Number),
               'Auth-Application-Id' => 4,
               'Service-Context-Id' => "32251@3gpp.org",
               'CC-Request-Type' => Type,
               'CC-Request-Number' => Number,
               'Subscription-Id' => [#{'Subscription-Id-Type' => 1,
                                       'Subscription-Id-Data' => "001010000000001"}],
               'Multiple-Services-Credit-Control' => Services},
    diameter:call(?SERVICE, credit_control, ['CCR' | Fields], [{timeout, 5000}]).

%% The request after the last one is of a session that nobody opened.
session(9) -> "erlang.epc.test;1;9";
session(_) -> ?SESSION.

told(Step, #diameter_packet{msg = ['CCA' | Answer], errors = []}) ->
    #{'Result-Code' := Result} = Answer,
    Granted = [Octets || #{'Granted-Service-Unit' := Unit} <- services(Answer),
                         #{'CC-Total-Octets' := Octets} <- units(Unit)],
    say("~s ~p granted ~p", [Step, Result, lists:sum(lists:flatten(Granted))]);
told(Step, #diameter_packet{msg = ['answer-message' | Answer], errors = []}) ->
    #{'Result-Code' := Result} = Answer,
    say("~s ~p granted 0", [Step, Result]);
told(Step, Other) ->
    fail(io_lib:format("~s: ~p", [Step, Other])).

services(Answer) -> maps:get('Multiple-Services-Credit-Control', Answer, []).
units(Unit) when is_map(Unit) -> [Unit];
units(Units) -> Units.

say(Format, Values) ->
    io:format(Format ++ "~n", Values).

fail(Why) ->
    io:format("FAILED ~s~n", [Why]),
    halt(1).

%% What the stack asks of its application.

peer_up(_Service, _Peer, State) -> State.
peer_down(_Service, _Peer, State) -> State.

pick_peer([Peer | _], _Remote, _Service, _State) -> {ok, Peer}.

prepare_request(#diameter_packet{msg = [Name | Fields]}, _Service, {_, Caps}) ->
    #diameter_caps{origin_host = {Host, _}, origin_realm = {Realm, PeerRealm}} = Caps,
    {send, [Name | Fields#{'Origin-Host' => Host,
                           'Origin-Realm' => Realm,
                           'Destination-Realm' => PeerRealm}]}.

prepare_retransmit(Packet, Service, Peer) -> prepare_request(Packet, Service, Peer).

handle_answer(Packet, _Request, _Service, _Peer) -> Packet.
handle_error(Reason, _Request, _Service, _Peer) -> {error, Reason}.

handle_request(#diameter_packet{msg = ['RAR' | Fields], errors = []}, _Service, {_, Caps}) ->
    #diameter_caps{origin_host = {Host, _}, origin_realm = {Realm, _}} = Caps,
    #{'Session-Id' := Session} = Fields,
    player ! {reauthorized, Session},
    {reply, ['RAA' | #{'Session-Id' => Session,
                       'Result-Code' => 2002,
                       'Origin-Host' => Host,
                       'Origin-Realm' => Realm}]}.
