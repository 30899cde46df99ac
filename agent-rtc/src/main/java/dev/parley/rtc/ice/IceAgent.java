package dev.parley.rtc.ice;

import dev.parley.rtc.stun.StunAttribute;
import dev.parley.rtc.stun.StunError;
import dev.parley.rtc.stun.StunMessage;
import dev.parley.rtc.stun.TransactionId;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A full ICE agent (RFC 8445) for one component over one socket: finds a pair that works, keeps consent fresh (RFC 7675).
 *
 * <p>A state machine: (time, input) in, packets and events out through {@link IceTransport} and {@link IceListener}. Confined to
 * one thread; times are milliseconds of any monotonic clock, and {@link #tick} is due at {@link #nextTickMillis}.
 *
 * <pre>
 * NEW ─ remote credentials ─▶ CHECKING ─ pair nominated and answered ─▶ CONNECTED ⇄ DISCONNECTED (silence, answer)
 *                             CHECKING ─ deadline ─▶ FAILED ◀─ consent ran out ─ DISCONNECTED
 * any but NEW and the final ones ─ restart ─▶ CHECKING
 * any ─ close ─▶ CLOSED
 * </pre>
 *
 * <p>Design notes. Nomination is regular: the controlling side repeats the check of the best working pair with USE-CANDIDATE.
 */
public final class IceAgent {
    private static final long NEVER = Long.MAX_VALUE;

    private final IceSettings settings;
    private final RandomGenerator random;
    private final IceTransport transport;
    private final IceListener listener;
    private final PendingChecks checks;
    private final RequestGate requests;

    private IceState state = IceState.NEW;
    private IceCredentials local;
    private CheckList checkList;
    private @Nullable InetSocketAddress former;
    private boolean restarting;
    private @Nullable IceCredentials remote;
    private @Nullable CandidatePair nominee;
    private @Nullable CandidatePair selected;
    private @Nullable Consent consent;
    private long deadlineMillis = NEVER;
    private long paceMillis;
    private long firstValidMillis = NEVER;
    private long malformed;
    private long unauthenticated;
    private long unmatched;

    /**
     * An agent in state NEW.
     *
     * @param random for ids and the tie-breaker; cryptographically strong outside of tests
     */
    public IceAgent(
            IceSettings settings,
            IceCredentials local,
            IceRole role,
            RandomGenerator random,
            IceTransport transport,
            IceListener listener) {
        this.settings = settings;
        this.local = local;
        this.random = random;
        this.transport = transport;
        this.listener = listener;
        this.checkList = new CheckList(settings.maxRemoteCandidates());
        this.checks = new PendingChecks(transport);
        this.requests = new RequestGate(local, role, random, transport);
    }

    // --- what the owner tells ---

    /** Adds an address of ours; pairs with the other side's follow by themselves. */
    public void addLocalCandidate(IceCandidate candidate) {
        checkList.addLocal(candidate);
    }

    /** Adds an address of the other side, from its description or trickled later (RFC 8838). */
    public void addRemoteCandidate(IceCandidate candidate) {
        checkList.addRemote(candidate);
    }

    /** Starts checking: the deadline runs from here. Called once; later calls are ignored. */
    public void start(long nowMillis, IceCredentials remoteCredentials) {
        if (state == IceState.NEW) {
            remote = remoteCredentials;
            paceMillis = nowMillis;
            deadlineMillis = nowMillis + settings.connectDeadline().toMillis();
            become(IceState.CHECKING);
        }
    }

    /**
     * Starts anew with other credentials on both sides (RFC 8445 §9). Our addresses and the role stay; those of the other side are
     * to be told again. The deadline runs from here; what comes under the old credentials is dropped. Media may go its old way until
     * {@link IceListener#selected} tells the new one, and then {@link IceListener#restarted}. Ignored before the start, after the end,
     * and if our credentials are the ones in use.
     */
    public void restart(long nowMillis, IceCredentials newLocal, IceCredentials newRemote) {
        if (state == IceState.NEW || state.isFinal() || newLocal.equals(local)) {
            return;
        }
        restarting = true;
        former = selected == null ? former : selected.target();
        local = newLocal;
        requests.expect(newLocal);
        remote = newRemote;
        checkList = checkList.withoutRemotes();
        checks.clear();
        nominee = null;
        selected = null;
        consent = null;
        firstValidMillis = NEVER;
        paceMillis = nowMillis;
        deadlineMillis = nowMillis + settings.connectDeadline().toMillis();
        become(IceState.CHECKING);
    }

    /** Ends it; nothing is sent any more. */
    public void close() {
        if (!state.isFinal()) {
            become(IceState.CLOSED);
        }
        checks.clear();
    }

    // --- what the owner may ask ---

    public IceState state() {
        return state;
    }

    public IceRole role() {
        return requests.role();
    }

    /** Where media goes, once there is consent; empty before, and after it ran out. */
    public Optional<InetSocketAddress> selectedRemote() {
        CandidatePair pair = selected;
        return pair == null || state.isFinal() ? Optional.empty() : Optional.of(pair.target());
    }

    /** Whether this is an address of the other side, or was until a restart; what comes from elsewhere is none of its media. */
    public boolean knows(InetSocketAddress source) {
        return checkList.knows(source) || source.equals(former);
    }

    public IceStatistics statistics() {
        return new IceStatistics(
                malformed, unauthenticated + requests.unauthenticated(), unmatched, checkList.dropped());
    }

    // --- time ---

    /** When {@link #tick} has something to do again; {@link Long#MAX_VALUE} if nothing is planned. */
    public long nextTickMillis(long nowMillis) {
        if (state.isFinal() || state == IceState.NEW) {
            return NEVER;
        }
        long next = Math.min(checks.dueMillis(), selected == null ? deadlineMillis : NEVER);
        if (consent != null) {
            next = Math.min(next, consent.nextMillis(selected == null || state == IceState.DISCONNECTED));
        }
        boolean choosing = selected == null && (checkList.hasWork() || firstValidMillis != NEVER);
        if (choosing || checkList.hasTriggered()) {
            next = Math.min(next, paceMillis);
        }
        return next;
    }

    /** Does what is due: retransmissions, one new check per pacing interval, nomination, consent. */
    public void tick(long nowMillis) {
        if (state.isFinal() || remote == null) {
            return;
        }
        if (selected == null && nowMillis >= deadlineMillis) {
            fail();
            return;
        }
        checks.retransmit(nowMillis);
        if (nowMillis >= paceMillis) {
            paceMillis = nowMillis + settings.pacing().toMillis();
            nominateWhenSettled(nowMillis);
            Optional<CandidatePair> next =
                    selected == null ? checkList.next(requests.role()) : checkList.nextTriggered();
            next.ifPresent(pair -> check(nowMillis, pair));
        }
        refreshConsent(nowMillis);
    }

    /** RFC 8445 §8.1.1: one pair at a time, as soon as nothing better can come or patience is over. */
    private void nominateWhenSettled(long nowMillis) {
        IceRole role = requests.role();
        boolean pending = nominee != null && nominee.state() != CandidatePair.State.FAILED;
        if (role != IceRole.CONTROLLING || selected != null || pending) {
            return;
        }
        checkList
                .best(CandidatePair.State.SUCCEEDED, role)
                .filter(pair -> !checkList.mayImproveOn(pair, role)
                        || nowMillis - firstValidMillis
                                >= settings.nominationPatience().toMillis())
                .ifPresent(pair -> {
                    nominee = pair;
                    pair.nominate();
                    checkList.trigger(pair);
                });
    }

    private void check(long nowMillis, CandidatePair pair) {
        IceCredentials peer = remote;
        if (peer == null) {
            return;
        }
        TransactionId id = TransactionId.random(random);
        IceRole role = requests.role();
        boolean nominating = role == IceRole.CONTROLLING && pair.nominated();
        byte[] packet = IceMessages.request(id, local, peer, role, requests.tieBreaker(), pair, nominating);
        checks.begin(nowMillis, new Check(pair, id, packet, role, nominating, settings));
    }

    private void refreshConsent(long nowMillis) {
        CandidatePair pair = selected;
        IceCredentials peer = remote;
        if (consent == null || pair == null || peer == null) {
            return;
        }
        if (consent.expired(nowMillis)) {
            fail();
            return;
        }
        if (consent.disturbed(nowMillis)) {
            become(IceState.DISCONNECTED);
        }
        if (consent.due(nowMillis)) {
            TransactionId id = TransactionId.random(random);
            consent.asked(id, nowMillis);
            transport.send(
                    IceMessages.request(id, local, peer, requests.role(), requests.tieBreaker(), pair, false),
                    pair.target());
        }
    }

    // --- what comes in ---

    /** A datagram that {@link StunMessage#looksLikeStun}; anything else, and anything forged, is counted and dropped. */
    public void receive(long nowMillis, byte[] data, int offset, int length, InetSocketAddress from) {
        if (state.isFinal()) {
            return;
        }
        Optional<StunMessage> message = StunMessage.parse(data, offset, length)
                .filter(parsed -> parsed.method() == StunMessage.BINDING && parsed.hasFingerprint());
        if (message.isEmpty()) {
            malformed++;
            return;
        }
        switch (message.get().stunClass()) {
            case REQUEST -> onRequest(nowMillis, message.get(), from);
            case SUCCESS, ERROR -> onResponse(nowMillis, message.get(), from);
            case INDICATION -> {} // A keepalive (RFC 8445 §11): nothing to do.
        }
    }

    private void onRequest(long nowMillis, StunMessage request, InetSocketAddress from) {
        IceRole before = requests.role();
        if (!requests.passes(request, from)) {
            return;
        }
        if (requests.role() != before) {
            nominee = null;
        }
        learnRemote(request, from);
        boolean useCandidate = request.has(StunAttribute.USE_CANDIDATE);
        checkList.pair(from).ifPresent(pair -> onCheckOf(nowMillis, pair, useCandidate));
    }

    private void switchRole(IceRole next) {
        requests.become(next);
        nominee = null;
    }

    /** RFC 8445 §7.3.1.3: a source that nobody told of is a peer-reflexive candidate. */
    private void learnRemote(StunMessage request, InetSocketAddress from) {
        if (!checkList.knows(from)) {
            long priority = Math.max(1, request.priority().orElse(1));
            checkList.addRemote(new IceCandidate("prflx", priority, CandidateType.PEER_REFLEXIVE, from));
        }
    }

    /** RFC 8445 §7.3.1.4 and §7.3.1.5. */
    private void onCheckOf(long nowMillis, CandidatePair pair, boolean useCandidate) {
        if (useCandidate && requests.role() == IceRole.CONTROLLED) {
            pair.nominate();
        }
        if (pair.state() != CandidatePair.State.SUCCEEDED) {
            if (selected == null || pair.nominated()) {
                checkList.trigger(pair);
            }
        } else if (pair.nominated() && requests.role() == IceRole.CONTROLLED) {
            select(nowMillis, pair);
        }
    }

    private void onResponse(long nowMillis, StunMessage response, InetSocketAddress from) {
        IceCredentials peer = remote;
        Check check = checks.find(response.id());
        boolean consenting = consent != null && consent.asks(response.id());
        if (peer == null || (check == null && !consenting)) {
            unmatched++;
        } else if (!response.hasIntegrity(peer.password())) {
            unauthenticated++;
        } else if (check != null) {
            checks.answered(check);
            onAnswer(nowMillis, check, response, from);
        } else if (response.mappedAddress().isPresent() && from.equals(target())) {
            onConsent(nowMillis);
        }
    }

    private @Nullable InetSocketAddress target() {
        return selected == null ? null : selected.target();
    }

    private void onAnswer(long nowMillis, Check check, StunMessage response, InetSocketAddress from) {
        CandidatePair pair = check.pair();
        if (response.errorCode().orElse(0) == StunError.ROLE_CONFLICT.code()) {
            switchRole(check.role().opposite());
            checkList.trigger(pair);
        } else if (response.mappedAddress().isEmpty() || !from.equals(pair.target())) {
            pair.become(CandidatePair.State.FAILED); // Refused, or not symmetric (RFC 8445 §7.2.5.2.1).
        } else {
            onValid(nowMillis, check);
        }
    }

    private void onValid(long nowMillis, Check check) {
        CandidatePair pair = check.pair();
        pair.become(CandidatePair.State.SUCCEEDED);
        firstValidMillis = Math.min(firstValidMillis, nowMillis);
        boolean chosen = requests.role() == IceRole.CONTROLLING ? check.nominating() : pair.nominated();
        if (chosen) {
            select(nowMillis, pair);
        }
    }

    private void onConsent(long nowMillis) {
        if (consent != null) {
            consent.answered(nowMillis);
        }
        if (state == IceState.DISCONNECTED) {
            become(IceState.CONNECTED);
        }
    }

    private void select(long nowMillis, CandidatePair pair) {
        boolean better = selected == null || pair.priority(requests.role()) > selected.priority(requests.role());
        if (!better) {
            return;
        }
        selected = pair;
        consent = new Consent(settings, random, nowMillis);
        checks.keepNominated();
        listener.selected(pair.target());
        become(IceState.CONNECTED);
        if (restarting) {
            restarting = false;
            listener.restarted();
        }
    }

    private void fail() {
        checks.clear();
        become(IceState.FAILED);
    }

    private void become(IceState next) {
        if (state != next && !state.isFinal()) {
            state = next;
            listener.stateChanged(next);
        }
    }
}
