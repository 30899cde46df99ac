package dev.parley.page;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A page with an ear at its loudspeaker and an eye on everything that the browser complains about. */
final class ObservedPage implements AutoCloseable {

    /**
     * Listens where sound leaves the page, without a hook in the page itself. A block is dated when it is handed over, at
     * most two blocks after it was played: a silence measured this way is never shorter than the real one.
     */
    private static final String EAR = """
            (() => {
              const ear = (window.ear = { blocks: [], rate: 0, asked: 0, violations: [], seen: Object.create(null) });
              const connect = AudioNode.prototype.connect;
              AudioNode.prototype.connect = function (to, ...rest) {
                if (to instanceof AudioDestinationNode && !this.isEar) {
                  const tap = this.context.createScriptProcessor(1024, 1, 1);
                  tap.isEar = true;
                  ear.rate = this.context.sampleRate;
                  ear.context = this.context;
                  tap.onaudioprocess = ({ inputBuffer }) =>
                    ear.blocks.push({ at: tap.context.currentTime, samples: inputBuffer.getChannelData(0).slice() });
                  connect.call(this, tap);
                  tap.connect(to);
                }
                return connect.call(this, to, ...rest);
              };
              const parse = JSON.parse;
              JSON.parse = (text, ...rest) => {
                const value = parse(text, ...rest);
                if (value?.type && ear.context) (ear.seen[value.type] ??= []).push(ear.context.currentTime);
                return value;
              };
              const media = navigator.mediaDevices;
              const getUserMedia = media.getUserMedia.bind(media);
              media.getUserMedia = (wanted) => (ear.asked++, getUserMedia(wanted));
              document.addEventListener('securitypolicyviolation', (v) => ear.violations.push(v.violatedDirective + ' ' + v.blockedURI));
            })();
            """;

    /** Of the sound that is handed out, whatever the browser's own is. */
    static final int RATE = 16_000;

    private static final String LOUDEST_SINCE =
            "since => Math.max(0, ...ear.blocks.filter(b => b.at >= since).map(b => Math.max(...b.samples.map(Math.abs))))";

    private final Page page;
    private final List<String> complaints = new ArrayList<>();

    ObservedPage(Page page) {
        this.page = page;
        page.addInitScript(EAR);
        page.onConsoleMessage(message -> {
            boolean ours = message.text().startsWith("The ScriptProcessorNode is deprecated");
            if (!ours && (message.type().equals("error") || message.type().equals("warning"))) {
                complaints.add(message.type() + ": " + message.text());
            }
        });
        page.onPageError(complaints::add);
    }

    Page page() {
        return page;
    }

    Locator find(String selector) {
        return page.locator(selector);
    }

    /** Errors and warnings of the console, uncaught exceptions, and what the content security policy blocked. */
    List<String> complaints() {
        List<String> all = new ArrayList<>(complaints);
        all.addAll(strings("() => ear.violations.slice()"));
        return all;
    }

    int microphoneRequests() {
        return ((Number) page.evaluate("() => ear.asked")).intValue();
    }

    void awaitSound() {
        page.waitForFunction("() => (" + LOUDEST_SINCE + ")(ear.context.currentTime - 0.1) > 0.05");
    }

    void awaitSilence() {
        page.waitForFunction(
                "() => ear.blocks.length > 20 && (" + LOUDEST_SINCE + ")(ear.context.currentTime - 0.3) < 0.001");
    }

    /** How long sound still left the page after the first event of this type, in seconds; followed by 200 ms of silence. */
    double soundAfter(String eventType) {
        return number("""
                type => {
                  const from = ear.seen[type][0];
                  let last = from;
                  for (const { at, samples } of ear.blocks) {
                    if (at > last + 0.2) break;
                    if (at > from && samples.some((x) => Math.abs(x) > 0.01)) last = at;
                  }
                  return last - from;
                }
                """, eventType);
    }

    /** What has left the page since the last event of this type, silence included, at {@link #RATE}. */
    byte[] playedSince(String eventType) {
        return played("ear.seen['" + eventType + "'].at(-1)");
    }

    /** Everything that has left the page, silence included, at {@link #RATE}. */
    byte[] played() {
        return played("0");
    }

    private byte[] played(String since) {
        String encoded = (String) page.evaluate("""
                async ([rate]) => {
                  const { Resampler } = await import('/resampler.js');
                  const blocks = ear.blocks.filter(({ at }) => at >= SINCE);
                  const resampler = new Resampler(ear.rate, rate, 1024);
                  const pcm = new Int16Array(blocks.length * resampler.output.length);
                  let length = 0;
                  for (const { samples } of blocks) {
                    const count = resampler.process(samples);
                    for (let i = 0; i < count; i++) pcm[length++] = 32767 * Math.max(-1, Math.min(1, resampler.output[i]));
                  }
                  const bytes = new Uint8Array(pcm.buffer, 0, 2 * length);
                  let text = '';
                  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
                  return btoa(text);
                }
                """.replace("SINCE", since), List.of(RATE));
        return Base64.getDecoder().decode(encoded);
    }

    void screenshot(String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target", "screenshots", name + ".png")));
    }

    private double number(String script, String argument) {
        return ((Number) page.evaluate(script, argument)).doubleValue();
    }

    private List<String> strings(String script) {
        List<String> texts = new ArrayList<>();
        for (Object text : (List<?>) page.evaluate(script)) {
            texts.add(String.valueOf(text));
        }
        return texts;
    }

    @Override
    public void close() {
        page.context().close();
    }
}
