package dev.parley.rtc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.rtc.dtls.DtlsRole;
import dev.parley.rtc.dtls.Fingerprint;
import dev.parley.rtc.ice.IceCandidate;
import dev.parley.rtc.ice.IceCredentials;
import dev.parley.rtc.ice.IceRole;
import dev.parley.rtc.sdp.Direction;
import dev.parley.rtc.sdp.MediaSection;
import dev.parley.rtc.sdp.SessionDescription;
import dev.parley.rtc.sdp.Setup;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NegotiationTest {
    private static final MediaSection SPEAKING = MediaSection.audio("0", Direction.SENDONLY, "s", "t", 0);
    private static final MediaSection DATA = MediaSection.data("1");
    private static final MediaSection HEARING = MediaSection.audio("2", Direction.RECVONLY, "", "", 0);
    private static final MediaSection SECOND = MediaSection.audio("3", Direction.SENDONLY, "s", "t2", 0);

    private final Negotiation caller = side(1);
    private final Negotiation callee = side(2);

    @Test
    void shouldKeepAllButTheVersionInAFurtherOffer() {
        SessionDescription first = read(caller.offer(Setup.ACTIVE, List.of(SPEAKING, DATA)));
        caller.answered(callee.answer(first.text(), "r", "u").sdp());

        SessionDescription further = read(caller.offer(Setup.ACTIVE, List.of(SPEAKING, DATA, HEARING, SECOND)));

        assertThat(further.sessionId()).isEqualTo(first.sessionId());
        assertThat(further.version()).isEqualTo(first.version() + 1);
        assertThat(further.credentials()).isEqualTo(first.credentials());
        assertThat(further.fingerprint()).isEqualTo(first.fingerprint());
        assertThat(further.setup()).isEqualTo(Setup.ACTIVE);
        assertThat(further.sections().subList(0, 2)).isEqualTo(first.sections());
        assertThat(further.sections().get(3).ssrc())
                .isNotZero()
                .isNotEqualTo(first.sections().get(0).ssrc());
    }

    @Test
    void shouldTakeOtherCredentialsInTheAnswerToARestartOnly() {
        SessionDescription first = read(caller.offer(Setup.ACTIVE, List.of(SPEAKING)));
        SessionDescription answer = read(callee.answer(first.text(), "r", "u").sdp());
        Agreement agreed = caller.answered(answer.text());

        SessionDescription restart = read(caller.restartOffer(Setup.ACTIVE, List.of(SPEAKING)));
        IceCredentials other = IceCredentials.random(new Random(7));
        Agreement again = caller.answered(with(answer, other).text());

        assertThat(agreed.credentials()).isEqualTo(first.credentials());
        assertThat(restart.credentials()).isNotEqualTo(first.credentials());
        assertThat(again.credentials()).isEqualTo(restart.credentials());
        assertThat(again.theirs().credentials()).isEqualTo(other);
        assertThat(again.dtlsRole()).isEqualTo(agreed.dtlsRole());
        caller.offer(Setup.ACTIVE, List.of(SPEAKING));
        assertThatThrownBy(() -> caller.answered(answer.text())).hasMessageContaining("other ICE credentials");
    }

    private static SessionDescription with(SessionDescription of, IceCredentials credentials) {
        return new SessionDescription(
                of.sessionId(),
                of.version() + 1,
                credentials,
                of.fingerprint(),
                of.setup(),
                of.iceLite(),
                of.candidates(),
                of.sections());
    }

    @Test
    void shouldKeepRolesWhenTheOtherSideOffersNext() {
        Agreement first = callee.answer(caller.offer(Setup.ACTIVE, List.of(SPEAKING)), "r", "u")
                .agreement();
        caller.offer(Setup.ACTPASS, List.of(SPEAKING));
        caller.answered(callee.answer(caller.offer(Setup.ACTPASS, List.of(SPEAKING)), "r", "u")
                .sdp());

        String offer = callee.offer(Setup.ACTIVE, callee.sections());
        Negotiation.Answer answer = caller.answer(offer, "s", "t");
        Agreement agreed = callee.answered(answer.sdp());

        assertThat(first.dtlsRole()).isEqualTo(DtlsRole.SERVER);
        assertThat(read(offer).setup()).isEqualTo(Setup.PASSIVE);
        assertThat(read(answer.sdp()).setup()).isEqualTo(Setup.ACTIVE);
        assertThat(answer.agreement().dtlsRole()).isEqualTo(DtlsRole.CLIENT);
        assertThat(agreed.dtlsRole()).isEqualTo(DtlsRole.SERVER);
        assertThat(agreed.iceRole()).isEqualTo(IceRole.CONTROLLED);
    }

    @Test
    void shouldAnswerWithOneTrackOnTheFirstSectionThatIsHeard() {
        List<MediaSection> sections = List.of(
                SPEAKING,
                HEARING,
                MediaSection.audio("3", Direction.SENDRECV, "s", "t2", 0),
                MediaSection.audio("4", Direction.RECVONLY, "", "", 0));

        SessionDescription answer = read(
                callee.answer(caller.offer(Setup.ACTPASS, sections), "r", "u").sdp());

        assertThat(answer.sections())
                .extracting(MediaSection::direction)
                .containsExactly(Direction.RECVONLY, Direction.SENDONLY, Direction.RECVONLY, Direction.INACTIVE);
        assertThat(answer.sections().get(1).track()).isEqualTo("u");
        assertThat(answer.sections()).filteredOn(section -> section.ssrc() != 0).hasSize(1);
    }

    @Test
    void shouldRefuseWhatBreaksTheConnection() {
        String offer = caller.offer(Setup.ACTPASS, List.of(SPEAKING, DATA));
        String answer = callee.answer(offer, "r", "u").sdp();
        caller.answered(answer);

        assertThatThrownBy(() -> caller.answered(answer)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> caller.offer(Setup.ACTPASS, List.of(DATA, SPEAKING)))
                .hasMessageStartingWith("offer, section 0: mid 1 (expected: 0");
        assertThatThrownBy(() -> caller.offer(Setup.ACTPASS, List.of(SPEAKING)))
                .hasMessageStartingWith("offer, section 1: mid none (expected: 1");
        assertThatThrownBy(() -> caller.offer(Setup.ACTPASS, List.of(SPEAKING, DATA, DATA)))
                .hasMessageContaining("a mid of its own");
        assertThatThrownBy(() -> callee.answer(side(3).offer(Setup.ACTPASS, List.of(SPEAKING, DATA)), "r", "u"))
                .hasMessageContaining("other ICE credentials");
    }

    @Test
    void shouldKeepTheOfferWhenItsAnswerIsRefused() {
        String offer = caller.offer(Setup.ACTPASS, List.of(SPEAKING, DATA));
        String answer = callee.answer(offer, "r", "u").sdp();
        String shorter = side(4).answer(side(5).offer(Setup.ACTPASS, List.of(SPEAKING)), "r", "u")
                .sdp();

        assertThatThrownBy(() -> caller.answered(shorter)).hasMessageStartingWith("answer: 1 sections (expected: 2");
        assertThatThrownBy(() -> caller.answer(offer, "r", "u")).isInstanceOf(IllegalStateException.class);
        assertThat(caller.answered(answer).audio()).hasSize(1);
    }

    private static SessionDescription read(String sdp) {
        return SessionDescription.parse(sdp).orElseThrow();
    }

    private static Negotiation side(int number) {
        return new Negotiation(
                new Random(number),
                new IceCredentials("side" + number, "p".repeat(23) + number),
                new Fingerprint("AB" + ":CD".repeat(31)),
                List.of(IceCandidate.host(new InetSocketAddress("192.0.2.1", 5000 + number), 65535)));
    }
}
