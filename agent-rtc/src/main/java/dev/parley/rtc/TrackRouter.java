package dev.parley.rtc;

import dev.parley.rtc.rtp.RtpPacket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which section a packet of an unknown source belongs to (RFC 8843 §9.2): the one whose description tells the SSRC; else the one
 * the packet names; else the first that takes the payload type, has told no SSRC and got no source yet. A source may change if
 * there is only one such section. Confined to one thread.
 */
final class TrackRouter {
    private final Map<String, Integer> learned = new HashMap<>();
    private List<Agreement.Audio> receiving = List.of();

    /** From now on these sections are received on. */
    void apply(List<Agreement.Audio> sections) {
        receiving = List.copyOf(sections);
        learned.keySet().removeIf(mid -> receiving.stream().noneMatch(section -> isOpen(section, mid)));
        learned.values().removeIf(this::isTold);
    }

    private static boolean isOpen(Agreement.Audio section, String mid) {
        return section.mid().equals(mid) && section.theirs().ssrc() == 0;
    }

    private boolean isTold(int ssrc) {
        return receiving.stream().anyMatch(section -> section.theirs().ssrc() == Integer.toUnsignedLong(ssrc));
    }

    /** Whether a source may go on with this section: no other one tells its SSRC. */
    boolean allows(int ssrc, String mid) {
        return receiving.stream()
                .filter(section -> section.theirs().ssrc() == Integer.toUnsignedLong(ssrc))
                .allMatch(section -> section.mid().equals(mid));
    }

    /** The source has ended; its section is free for another one. */
    void forget(int ssrc) {
        learned.values().removeIf(known -> known == ssrc);
    }

    /** The section of a packet, or null if it belongs to none. */
    Agreement.@Nullable Audio route(RtpPacket packet) {
        Agreement.Audio section = told(packet);
        if (section == null) {
            section = named(packet);
        }
        if (section == null) {
            section = guessed(packet);
        }
        if (section != null && section.theirs().payloadType() != packet.payloadType()) {
            return null;
        }
        if (section != null) {
            learned.put(section.mid(), packet.ssrc());
        }
        return section;
    }

    private Agreement.@Nullable Audio told(RtpPacket packet) {
        long ssrc = Integer.toUnsignedLong(packet.ssrc());
        for (Agreement.Audio section : receiving) {
            if (ssrc != 0 && section.theirs().ssrc() == ssrc) {
                return section;
            }
        }
        return null;
    }

    private Agreement.@Nullable Audio named(RtpPacket packet) {
        for (Agreement.Audio section : receiving) {
            int id = section.theirs().midId();
            if (id > 0 && packet.mid(id).equals(section.mid())) {
                return section;
            }
        }
        return null;
    }

    private Agreement.@Nullable Audio guessed(RtpPacket packet) {
        Agreement.Audio only = null;
        int open = 0;
        for (Agreement.Audio section : receiving) {
            if (section.theirs().ssrc() != 0 || section.theirs().payloadType() != packet.payloadType()) {
                continue;
            }
            if (!learned.containsKey(section.mid())) {
                return section;
            }
            only = section;
            open++;
        }
        return open == 1 ? only : null;
    }
}
