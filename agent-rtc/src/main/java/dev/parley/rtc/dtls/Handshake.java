package dev.parley.rtc.dtls;

import dev.parley.rtc.srtp.SrtpKeys;
import dev.parley.rtc.srtp.SrtpProfile;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.Optional;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.ExporterLabel;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.UseSRTPData;
import org.jspecify.annotations.Nullable;

/** What client and server have in common: certificate check, choice of the SRTP profile, keys. One per handshake. */
final class Handshake {
    /** First wait before a flight is sent again; RFC 6347 §4.2.4.1 says 1 s, which callers would hear. */
    static final int RESEND_MILLIS = 250;

    /** AES-GCM alone: {@link DtlsRecords} relies on its overhead. */
    static final int[] CIPHER_SUITES = {
        CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384
    };

    private final DtlsCertificate certificate;
    private final Fingerprint expected;
    private final Duration deadline;
    private final Runnable closed;
    private @Nullable SrtpProfile profile;
    private @Nullable SrtpKeys keys;

    Handshake(DtlsCertificate certificate, Fingerprint expected, Duration deadline, Runnable closed) {
        this.certificate = certificate;
        this.expected = expected;
        this.deadline = deadline;
        this.closed = closed;
    }

    DtlsCertificate certificate() {
        return certificate;
    }

    int deadlineMillis() {
        return Math.toIntExact(deadline.toMillis());
    }

    /** The signalling said which certificate to expect; nothing else is trusted (RFC 5763 §5). */
    void check(Certificate presented) throws IOException {
        if (presented.isEmpty()) {
            throw new TlsFatalAlert(AlertDescription.bad_certificate, "peer's certificate: none (expected: one)");
        }
        Fingerprint actual =
                Fingerprint.ofCertificate(presented.getCertificateAt(0).getEncoded());
        if (!actual.equals(expected)) {
            throw new TlsFatalAlert(
                    AlertDescription.bad_certificate,
                    "peer's fingerprint: " + actual.hex() + " (expected: " + expected.hex() + ", as signalled)");
        }
    }

    static UseSRTPData offer() {
        int[] codes =
                Arrays.stream(SrtpProfile.values()).mapToInt(SrtpProfile::code).toArray();
        return new UseSRTPData(codes, TlsUtils.EMPTY_BYTES);
    }

    /** The server's choice: our first profile that the client offers too. */
    UseSRTPData choose(@Nullable Hashtable<?, ?> clientExtensions) throws IOException {
        UseSRTPData offered = TlsSRTPUtils.getUseSRTPExtension(clientExtensions);
        if (offered != null) {
            for (SrtpProfile mine : SrtpProfile.values()) {
                if (Arrays.stream(offered.getProtectionProfiles()).anyMatch(code -> code == mine.code())) {
                    profile = mine;
                    return new UseSRTPData(new int[] {mine.code()}, TlsUtils.EMPTY_BYTES);
                }
            }
        }
        throw new TlsFatalAlert(AlertDescription.handshake_failure, "client's SRTP profiles: none that is known here");
    }

    /** The client takes what the server chose. */
    void accept(@Nullable Hashtable<?, ?> serverExtensions) throws IOException {
        UseSRTPData chosen = TlsSRTPUtils.getUseSRTPExtension(serverExtensions);
        Optional<SrtpProfile> known = chosen == null || chosen.getProtectionProfiles().length != 1
                ? Optional.empty()
                : SrtpProfile.ofCode(chosen.getProtectionProfiles()[0]);
        profile = known.orElseThrow(() ->
                new TlsFatalAlert(AlertDescription.illegal_parameter, "server's SRTP profile: none that was offered"));
    }

    /** RFC 5764 §4.2. */
    void complete(TlsContext context, boolean client) throws IOException {
        SrtpProfile agreed = profile;
        if (agreed == null) {
            throw new TlsFatalAlert(AlertDescription.internal_error, "SRTP profile: none agreed");
        }
        byte[] material = context.exportKeyingMaterial(ExporterLabel.dtls_srtp, null, SrtpKeys.exportLength(agreed));
        keys = SrtpKeys.ofExport(agreed, material, client);
    }

    SrtpKeys keys() {
        SrtpKeys made = keys;
        if (made == null) {
            throw new IllegalStateException("SRTP keys: none (expected: after the handshake)");
        }
        return made;
    }

    void alertReceived(short description) {
        if (description == AlertDescription.close_notify) {
            closed.run();
        }
    }
}
