package dev.parley.chat;

import java.util.Base64;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * An image in a message.
 *
 * @param url where the model's provider finds it: {@code https:}, {@code http:}, or a data URL of an image in base64
 * @param detail how closely the model is to look
 */
public record ImageContent(String url, Detail detail) implements ChatContent {
    private static final Pattern WEB = Pattern.compile("https?://[^\\s/]+\\S*", Pattern.CASE_INSENSITIVE);
    private static final Pattern TYPE = Pattern.compile("image/[a-z0-9.+-]+", Pattern.CASE_INSENSITIVE);
    private static final String DATA = "data:";
    private static final String BASE64 = ";base64,";
    private static final int SHOWN = 40;

    /** How closely a model looks at an image; what it costs grows with it. */
    public enum Detail {
        AUTO,
        LOW,
        HIGH;

        /** The value on the wire. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @throws IllegalArgumentException if the URL is neither of the web nor an image in base64 */
    public ImageContent {
        if (!WEB.matcher(url).matches() && !isImageData(url)) {
            String shown = url.length() > SHOWN ? url.substring(0, SHOWN) + "…" : url;
            throw new IllegalArgumentException(
                    "image URL: " + shown + " (expected: https://…, http://…, or data:image/<type>;base64,<data>)");
        }
    }

    /** An image at this URL, looked at as the model likes. */
    public static ImageContent of(String url) {
        return new ImageContent(url, Detail.AUTO);
    }

    /**
     * An image that goes along with the message.
     *
     * @param mimeType such as {@code image/jpeg}
     */
    public static ImageContent of(String mimeType, byte[] data) {
        return of(DATA + mimeType + BASE64 + Base64.getEncoder().encodeToString(data));
    }

    public ImageContent withDetail(Detail newDetail) {
        return new ImageContent(url, newDetail);
    }

    /** The image itself is long and nobody's business in a log. */
    @Override
    public String toString() {
        return "ImageContent[" + (url.startsWith(DATA) ? "data of " + url.length() + " characters" : "URL") + ", "
                + detail + "]";
    }

    private static boolean isImageData(String url) {
        int data = url.indexOf(BASE64);
        if (!url.startsWith(DATA)
                || data < 0
                || !TYPE.matcher(url.substring(DATA.length(), data)).matches()) {
            return false;
        }
        int begin = data + BASE64.length();
        for (int i = begin; i < url.length(); i++) {
            char c = url.charAt(i);
            boolean digit = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
            boolean padding = c == '=' && i >= url.length() - 2;
            if (!digit && c != '+' && c != '/' && !padding) {
                return false;
            }
        }
        return begin < url.length() && (url.length() - begin) % 4 == 0;
    }
}
