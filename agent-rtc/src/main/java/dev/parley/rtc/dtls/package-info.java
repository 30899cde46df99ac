/**
 * DTLS 1.2 with self-signed certificates that are known by fingerprint, and keys for SRTP (RFC 6347, RFC 5763, RFC 5764). The
 * protocol is BouncyCastle's.
 *
 * <p>Start with {@link dev.parley.rtc.dtls.DtlsSession} and {@link dev.parley.rtc.dtls.DtlsCertificate}.
 */
@NullMarked
package dev.parley.rtc.dtls;

import org.jspecify.annotations.NullMarked;
