package dev.parley.rtc.opus;

/**
 * Which codec is in use.
 *
 * @param name with its version where it tells one, as in {@code libopus 1.3.1}
 * @param reason why this one, in words for a log
 */
public record OpusImplementation(String name, String reason) {
    @Override
    public String toString() {
        return name + " (" + reason + ")";
    }
}
