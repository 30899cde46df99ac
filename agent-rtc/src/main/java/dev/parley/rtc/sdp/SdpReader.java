package dev.parley.rtc.sdp;

import dev.parley.rtc.dtls.Fingerprint;
import dev.parley.rtc.ice.IceCandidate;
import dev.parley.rtc.ice.IceCredentials;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads descriptions. Attributes of the transport are taken from the first section that has them: all share one bundle. */
final class SdpReader {
    private static final int LONGEST = 256 * 1024;
    private static final int MOST_SECTIONS = 128;
    private static final int MOST_CANDIDATES = 64;

    private final Map<String, String> transport = new HashMap<>();
    private final List<IceCandidate> candidates = new ArrayList<>();
    private final List<MediaSection> sections = new ArrayList<>();
    private long sessionId;
    private long version;
    private boolean iceLite;
    private String media = "";
    private final Map<String, String> attributes = new HashMap<>();
    private int opus = -1;
    private int audioLevel;
    private int midId;
    private Direction direction = Direction.SENDRECV;
    private final List<String> nacks = new ArrayList<>();

    private SdpReader() {}

    static Optional<SessionDescription> read(String sdp) {
        return sdp.length() > LONGEST || !sdp.startsWith("v=0") ? Optional.empty() : new SdpReader().parse(sdp);
    }

    private Optional<SessionDescription> parse(String sdp) {
        sdp.lines().forEach(this::line);
        endSection();
        if (sections.isEmpty() || sections.size() > MOST_SECTIONS) {
            return Optional.empty();
        }
        Optional<Setup> setup = Setup.ofToken(transport.getOrDefault("setup", ""));
        Optional<Fingerprint> fingerprint = Fingerprint.parse(transport.getOrDefault("fingerprint", ""));
        Optional<IceCredentials> credentials = credentials();
        return setup.isEmpty() || fingerprint.isEmpty() || credentials.isEmpty()
                ? Optional.empty()
                : Optional.of(new SessionDescription(
                        sessionId,
                        version,
                        credentials.get(),
                        fingerprint.get(),
                        setup.get(),
                        iceLite,
                        candidates,
                        sections));
    }

    private Optional<IceCredentials> credentials() {
        try {
            return Optional.of(
                    new IceCredentials(transport.getOrDefault("ice-ufrag", ""), transport.getOrDefault("ice-pwd", "")));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private void line(String line) {
        if (line.startsWith("o=")) {
            origin(line.split(" ", -1));
        } else if (line.startsWith("m=")) {
            endSection();
            media = line.substring(2);
        } else if (line.startsWith("a=")) {
            int colon = line.indexOf(':');
            String name = colon < 0 ? line.substring(2) : line.substring(2, colon);
            attribute(name, colon < 0 ? "" : line.substring(colon + 1));
        }
    }

    private void origin(String[] words) {
        if (words.length >= 3) {
            sessionId = number(words[1]);
            version = number(words[2]);
        }
    }

    private void attribute(String name, String value) {
        switch (name) {
            case "ice-ufrag", "ice-pwd", "setup" -> transport.putIfAbsent(name, value.strip());
            case "fingerprint" -> {
                if (Fingerprint.parse(value).isPresent()) {
                    transport.putIfAbsent(name, value);
                }
            }
            case "ice-lite" -> iceLite = true;
            case "candidate" -> candidate(value);
            case "rtpmap" -> rtpmap(value);
            case "rtcp-fb" -> feedback(value);
            case "extmap" -> extension(value);
            case "mid", "msid", "ssrc" -> attributes.putIfAbsent(name, value.strip());
            default -> Direction.ofToken(name).ifPresent(found -> direction = found);
        }
    }

    private void candidate(String value) {
        if (candidates.size() < MOST_CANDIDATES) {
            IceCandidate.parse(value)
                    .filter(found -> !candidates.contains(found))
                    .ifPresent(candidates::add);
        }
    }

    private void rtpmap(String value) {
        String[] words = value.strip().split(" ", -1);
        if (opus < 0 && words.length >= 2 && words[1].toLowerCase(Locale.ROOT).startsWith("opus/48000")) {
            long type = number(words[0]);
            opus = type >= 0 && type <= 127 ? (int) type : -1;
        }
    }

    private void feedback(String value) {
        String[] words = value.strip().split(" ", -1);
        if (words.length == 2 && words[1].equals("nack") && nacks.size() < 128) {
            nacks.add(words[0]);
        }
    }

    private void extension(String value) {
        String[] words = value.strip().split(" ", -1);
        if (words.length < 2) {
            return;
        }
        long number = number(words[0].split("/", -1)[0]);
        int id = number >= 1 && number <= 14 ? (int) number : 0;
        if (words[1].equals(SdpWriter.AUDIO_LEVEL)) {
            audioLevel = id;
        } else if (words[1].equals(SdpWriter.MID)) {
            midId = id;
        }
    }

    private void endSection() {
        if (!media.isEmpty()) {
            sections.add(section(attributes.getOrDefault("mid", Integer.toString(sections.size()))));
        }
        media = "";
        attributes.clear();
        nacks.clear();
        opus = -1;
        audioLevel = 0;
        midId = 0;
        direction = Direction.SENDRECV;
    }

    private MediaSection section(String mid) {
        String[] words = media.split(" ", -1);
        boolean refused = words.length < 4 || words[1].equals("0");
        if (!refused && words[0].equals("audio") && opus >= 0) {
            String[] msid = attributes.getOrDefault("msid", "").split(" ", -1);
            long ssrc = number(attributes.getOrDefault("ssrc", "").split(" ", -1)[0]);
            boolean nack = nacks.contains(Integer.toString(opus)) || nacks.contains("*");
            return new MediaSection(
                    MediaSection.Kind.AUDIO,
                    mid,
                    direction,
                    opus,
                    audioLevel,
                    midId,
                    nack,
                    msid[0],
                    msid.length > 1 ? msid[1] : "",
                    Math.max(0, ssrc));
        }
        boolean data = words[0].equals("application") && media.contains("SCTP");
        return !refused && data ? MediaSection.data(mid) : MediaSection.rejected(mid);
    }

    /** Up to 18 digits, or −1. */
    private static long number(String digits) {
        boolean sound =
                !digits.isEmpty() && digits.length() <= 18 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        return sound ? Long.parseLong(digits) : -1;
    }
}
