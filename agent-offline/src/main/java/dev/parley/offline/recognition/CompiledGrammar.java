package dev.parley.offline.recognition;

import edu.cmu.sphinx.jsgf.JSGFGrammar;
import edu.cmu.sphinx.linguist.Linguist;
import edu.cmu.sphinx.linguist.SearchGraph;
import edu.cmu.sphinx.linguist.SearchState;
import edu.cmu.sphinx.linguist.SearchStateArc;
import edu.cmu.sphinx.linguist.flat.CIPhoneLoop;
import edu.cmu.sphinx.linguist.flat.FlatLinguist;
import edu.cmu.sphinx.util.LogMath;
import edu.cmu.sphinx.util.props.PropertySheet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A grammar as a graph of sounds, which any number of searches read at once. */
final class CompiledGrammar implements Linguist {
    private static final Pattern NOT_A_WORD =
            Pattern.compile("<[^>]*>|/[0-9.eE+-]+/|#JSGF[^;]*;|grammar [^;]*;|public ");
    private static final Pattern WORD = Pattern.compile("[a-z][a-z']*");

    /** Guards what the library keeps in static fields: its parser, and counters of searches. */
    static final ReentrantLock LIBRARY = new ReentrantLock();

    private final SearchGraph graph;
    private final int states;
    private final Set<String> spelledByRule;

    private CompiledGrammar(SearchGraph graph, int states, Set<String> spelledByRule) {
        this.graph = graph;
        this.states = states;
        this.spelledByRule = spelledByRule;
    }

    /**
     * Compiles a grammar in JSGF. One at a time: the parser is a static one.
     *
     * @throws IllegalArgumentException if it isn't well-formed
     */
    static CompiledGrammar of(String jsgf, RecognizerSettings settings) throws IOException {
        LIBRARY.lock();
        try {
            Acoustics acoustics = Acoustics.shared();
            Lexicon lexicon = Lexicon.of(vocabulary(jsgf), acoustics.units);
            FlatLinguist linguist = compile(jsgf, lexicon, acoustics, settings);
            SearchGraph graph = linguist.getSearchGraph();
            return new CompiledGrammar(graph, settle(graph.getInitialState()), lexicon.spelledByRule());
        } finally {
            LIBRARY.unlock();
        }
    }

    private static FlatLinguist compile(String jsgf, Lexicon lexicon, Acoustics acoustics, RecognizerSettings settings)
            throws IOException {
        Path directory = Files.createTempDirectory("parley-grammar");
        Path file = directory.resolve("dialogue.gram");
        try {
            Files.writeString(file, jsgf, StandardCharsets.US_ASCII);
            var grammar = new JSGFGrammar(directory.toUri().toURL(), "dialogue", false, true, true, false, lexicon);
            FlatLinguist linguist = new FlatLinguist(
                    acoustics.model,
                    grammar,
                    acoustics.units,
                    settings.wordInsertion(),
                    0.1,
                    1e-2,
                    1.0,
                    8f,
                    false,
                    false,
                    false,
                    false,
                    1.0,
                    1.0,
                    acoustics.model);
            linguist.allocate();
            return linguist;
        } finally {
            Files.deleteIfExists(file);
            Files.deleteIfExists(directory);
        }
    }

    /**
     * A loop of all phones. Whatever was said, it fits; how much worse than it a grammar's best sentence fits tells
     * whether the sentence was said at all.
     */
    static CompiledGrammar phoneLoop(RecognizerSettings settings) throws IOException {
        Acoustics acoustics = Acoustics.shared();
        float insertion = LogMath.getLogMath().linearToLog(settings.phoneInsertion());
        SearchGraph graph = new CIPhoneLoop(acoustics.model, insertion).getSearchGraph();
        return new CompiledGrammar(graph, settle(graph.getInitialState()), Set.of());
    }

    /** Every word that the grammar can say. */
    static Set<String> vocabulary(String jsgf) {
        Set<String> words = new TreeSet<>();
        Matcher matcher = WORD.matcher(NOT_A_WORD.matcher(jsgf).replaceAll(" "));
        while (matcher.find()) {
            words.add(matcher.group());
        }
        return words;
    }

    /** States list their successors when first asked: asked here once for all, the graph is the same for all threads. */
    private static int settle(SearchState initial) {
        Set<SearchState> seen = new HashSet<>();
        Deque<SearchState> open = new ArrayDeque<>();
        seen.add(initial);
        open.add(initial);
        while (!open.isEmpty()) {
            for (SearchStateArc arc : open.remove().getSuccessors()) {
                if (seen.add(arc.getState())) {
                    open.add(arc.getState());
                }
            }
        }
        return seen.size();
    }

    /** Size of the graph. */
    int states() {
        return states;
    }

    /** Words whose pronunciation was made up by rule. */
    Set<String> spelledByRule() {
        return spelledByRule;
    }

    @Override
    public SearchGraph getSearchGraph() {
        return graph;
    }

    @Override
    public void startRecognition() {}

    @Override
    public void stopRecognition() {}

    @Override
    public void allocate() {}

    @Override
    public void deallocate() {}

    @Override
    public void newProperties(PropertySheet sheet) {}
}
