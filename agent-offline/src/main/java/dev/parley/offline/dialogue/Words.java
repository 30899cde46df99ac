package dev.parley.offline.dialogue;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Text as the sequence of words that is compared: lower case, no accents, no punctuation. */
final class Words {
    private static final Pattern WORD = Pattern.compile("[a-z]+|[0-9]+");
    private static final Pattern ACCENTS = Pattern.compile("\\p{M}+");
    private static final Pattern APOSTROPHES = Pattern.compile("['\u2019\u2018`]");

    private Words() {}

    /** Apostrophes vanish, so that "what's" and "whats" are the same word; everything else that is no letter parts. */
    static List<String> of(String text) {
        String plain =
                ACCENTS.matcher(Normalizer.normalize(text, Normalizer.Form.NFD)).replaceAll("");
        String lower = APOSTROPHES.matcher(plain.toLowerCase(Locale.ROOT)).replaceAll("");
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(lower);
        while (matcher.find()) {
            words.add(matcher.group());
        }
        return List.copyOf(words);
    }
}
