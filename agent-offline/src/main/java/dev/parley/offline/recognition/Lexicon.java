package dev.parley.offline.recognition;

import com.sun.speech.freetts.en.us.CMULexicon;
import edu.cmu.sphinx.linguist.acoustic.Context;
import edu.cmu.sphinx.linguist.acoustic.Unit;
import edu.cmu.sphinx.linguist.acoustic.UnitManager;
import edu.cmu.sphinx.linguist.dictionary.Dictionary;
import edu.cmu.sphinx.linguist.dictionary.Pronunciation;
import edu.cmu.sphinx.linguist.dictionary.Word;
import edu.cmu.sphinx.util.props.PropertySheet;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The pronunciations of a grammar's words, and of no others: the whole dictionary would take some 25 MiB.
 *
 * <p>A word that the dictionary lacks, such as a new product, is pronounced by letter-to-sound rules.
 */
final class Lexicon implements Dictionary {
    private static final String MODEL = "/edu/cmu/sphinx/models/en-us/";

    private static final Pattern SPACES = Pattern.compile("\\s+");

    private final UnitManager units;
    private final Map<String, Word> words = new HashMap<>();
    private final Set<String> spelledByRule = new TreeSet<>();

    private Lexicon(UnitManager units) {
        this.units = units;
    }

    /** Reads the dictionary once and keeps what these words need. */
    static Lexicon of(Set<String> vocabulary, UnitManager units) throws IOException {
        Lexicon lexicon = new Lexicon(units);
        lexicon.add(SENTENCE_START_SPELLING, List.of("SIL"), true);
        lexicon.add(SENTENCE_END_SPELLING, List.of("SIL"), true);
        lexicon.add(SILENCE_SPELLING, List.of("SIL"), true);
        Map<String, List<String>> found = lookUp(vocabulary);
        for (String word : vocabulary) {
            List<String> pronunciations = found.getOrDefault(word, List.of());
            if (pronunciations.isEmpty()) {
                pronunciations = List.of(bySound(word));
                lexicon.spelledByRule.add(word);
            }
            lexicon.add(word, pronunciations, false);
        }
        return lexicon;
    }

    /** Words that the dictionary lacks. */
    Set<String> spelledByRule() {
        return spelledByRule;
    }

    private static Map<String, List<String>> lookUp(Set<String> vocabulary) throws IOException {
        Map<String, List<String>> found = new TreeMap<>();
        try (var stream = Lexicon.class.getResourceAsStream(MODEL + "cmudict-en-us.dict")) {
            if (stream == null) {
                throw new IOException("pronunciations: " + MODEL
                        + "cmudict-en-us.dict (expected: on the class path; add de.sciss:sphinx4-data)");
            }
            var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.US_ASCII));
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                int space = line.indexOf(' ');
                if (space <= 0) {
                    continue;
                }
                int variant = line.indexOf('(');
                String word = line.substring(0, variant > 0 && variant < space ? variant : space);
                if (vocabulary.contains(word)) {
                    found.computeIfAbsent(word, w -> new ArrayList<>())
                            .add(line.substring(space + 1).trim());
                }
            }
        }
        return found;
    }

    /** FreeTTS's phones are those of the dictionary, in lower case, with stress digits, and "ax" for a weak "AH". */
    private static String bySound(String word) throws IOException {
        StringBuilder phones = new StringBuilder();
        for (String phone : Sounds.LEXICON.getPhones(word.toLowerCase(Locale.ROOT), null)) {
            String name = phone.replaceAll("[0-9]", "").toUpperCase(Locale.ROOT);
            phones.append(name.equals("AX") ? "AH" : name).append(' ');
        }
        if (phones.isEmpty()) {
            throw new IOException("word without a pronunciation: " + word + " (expected: letters a to z)");
        }
        return phones.toString().trim();
    }

    private void add(String spelling, List<String> pronunciations, boolean filler) {
        Pronunciation[] all = pronunciations.stream()
                .map(phones -> pronunciation(phones, filler))
                .toArray(Pronunciation[]::new);
        Word word = new Word(spelling, all, filler);
        for (Pronunciation pronunciation : all) {
            pronunciation.setWord(word);
        }
        words.put(spelling, word);
    }

    private Pronunciation pronunciation(String phones, boolean filler) {
        List<Unit> list = new ArrayList<>();
        for (String phone : SPACES.split(phones, -1)) {
            list.add(units.getUnit(phone, filler, Context.EMPTY_CONTEXT));
        }
        return new Pronunciation(list.toArray(Unit[]::new), "", 1f);
    }

    @Override
    public @Nullable Word getWord(String text) {
        return words.get(text);
    }

    @Override
    public Word getSentenceStartWord() {
        return word(SENTENCE_START_SPELLING);
    }

    @Override
    public Word getSentenceEndWord() {
        return word(SENTENCE_END_SPELLING);
    }

    @Override
    public Word getSilenceWord() {
        return word(SILENCE_SPELLING);
    }

    @Override
    public Word[] getFillerWords() {
        return new Word[] {getSilenceWord()};
    }

    private Word word(String spelling) {
        Word word = words.get(spelling);
        if (word == null) {
            throw new IllegalStateException("word: " + spelling + " (expected: put there when the lexicon is made)");
        }
        return word;
    }

    @Override
    public void allocate() {}

    @Override
    public void deallocate() {}

    @Override
    public void newProperties(PropertySheet sheet) {}

    /** Loaded by the first word that needs it. */
    private static final class Sounds {
        static final CMULexicon LEXICON = load();

        private static CMULexicon load() {
            try {
                return CMULexicon.getInstance(true);
            } catch (IOException e) {
                throw new IllegalStateException("letter-to-sound rules of FreeTTS can't be read", e);
            }
        }
    }
}
