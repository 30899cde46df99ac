package dev.parley.rtc.sdp;

import java.util.stream.Collectors;

/** Prints descriptions (RFC 8866, RFC 8829 §5). */
final class SdpWriter {
    static final String AUDIO_LEVEL = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";
    static final String MID = "urn:ietf:params:rtp-hdrext:sdes:mid";
    private static final int MAX_MESSAGE = 256 * 1024;

    private final StringBuilder out = new StringBuilder();

    private SdpWriter() {}

    static String write(SessionDescription description) {
        return new SdpWriter().session(description);
    }

    private String session(SessionDescription description) {
        line("v=0");
        line("o=- " + description.sessionId() + " " + description.version() + " IN IP4 127.0.0.1");
        line("s=-");
        line("t=0 0");
        String mids = description.sections().stream()
                .filter(section -> section.kind() != MediaSection.Kind.REJECTED)
                .map(MediaSection::mid)
                .collect(Collectors.joining(" "));
        line("a=group:BUNDLE " + mids);
        line("a=msid-semantic: WMS *");
        line("a=ice-options:trickle");
        if (description.iceLite()) {
            line("a=ice-lite");
        }
        description.sections().forEach(section -> media(description, section));
        return out.toString();
    }

    private void media(SessionDescription description, MediaSection section) {
        switch (section.kind()) {
            case AUDIO -> {
                line("m=audio 9 UDP/TLS/RTP/SAVPF " + section.payloadType());
                transport(description, section);
                audio(section);
            }
            case DATA -> {
                line("m=application 9 UDP/DTLS/SCTP webrtc-datachannel");
                transport(description, section);
                line("a=sctp-port:5000");
                line("a=max-message-size:" + MAX_MESSAGE);
            }
            case REJECTED -> {
                line("m=audio 0 UDP/TLS/RTP/SAVPF 0");
                line("c=IN IP4 0.0.0.0");
                line("a=mid:" + section.mid());
                line("a=inactive");
            }
        }
    }

    private void transport(SessionDescription description, MediaSection section) {
        line("c=IN IP4 0.0.0.0");
        line("a=ice-ufrag:" + description.credentials().ufrag());
        line("a=ice-pwd:" + description.credentials().password());
        line("a=fingerprint:" + description.fingerprint().attribute());
        line("a=setup:" + description.setup().token());
        line("a=mid:" + section.mid());
        description.candidates().forEach(candidate -> line("a=" + candidate.line()));
    }

    private void audio(MediaSection section) {
        int type = section.payloadType();
        line("a=" + section.direction().token());
        line("a=rtcp-mux");
        line("a=rtpmap:" + type + " opus/48000/2");
        line("a=fmtp:" + type + " minptime=10;useinbandfec=1;usedtx=1");
        if (section.nack()) {
            line("a=rtcp-fb:" + type + " nack");
        }
        if (section.audioLevelId() > 0) {
            line("a=extmap:" + section.audioLevelId() + " " + AUDIO_LEVEL);
        }
        if (section.midId() > 0) {
            line("a=extmap:" + section.midId() + " " + MID);
        }
        if (!section.track().isEmpty()) {
            line("a=msid:" + (section.stream().isEmpty() ? "-" : section.stream()) + " " + section.track());
        }
        if (section.ssrc() != 0) {
            line("a=ssrc:" + section.ssrc() + " cname:parley");
        }
    }

    private void line(String text) {
        out.append(text).append("\r\n");
    }
}
