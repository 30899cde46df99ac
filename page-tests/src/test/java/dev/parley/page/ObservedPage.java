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
     * Listens where sound leaves the page, without a hook in the page itself, and in a worklet beside the page's own: no block
     * is lost however busy the page is. A block is dated by its first sample.
     */
    private static final String EAR = """
            (() => {
              const ear = (window.ear = { blocks: [], rate: 0, asked: 0, violations: [], seen: Object.create(null) });
              const addModule = AudioWorklet.prototype.addModule;
              AudioWorklet.prototype.addModule = async function (...module) {
                await addModule.call(this, '/ear-worklet.js');
                return addModule.apply(this, module);
              };
              const connect = AudioNode.prototype.connect;
              AudioNode.prototype.connect = function (to, ...rest) {
                if (to instanceof AudioDestinationNode) {
                  const tap = new AudioWorkletNode(this.context, 'ear', { numberOfOutputs: 0 });
                  ear.rate = this.context.sampleRate;
                  ear.context = this.context;
                  tap.port.onmessage = ({ data }) => ear.blocks.push(data);
                  connect.call(this, tap);
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

    private static final String LOUDEST_OF =
            "blocks => Math.max(0, ...blocks.map(({ samples }) => Math.max(...samples.map(Math.abs))))";

    private final Page page;
    private final List<String> complaints = new ArrayList<>();

    ObservedPage(Page page) {
        this.page = page;
        page.addInitScript(EAR);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
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
        page.waitForFunction("() => (" + LOUDEST_OF + ")(ear.blocks) > 0.05");
    }

    /** At least 300 ms of it. */
    void awaitSilence() {
        page.waitForFunction("() => ear.blocks.length > 20 && (" + LOUDEST_OF
                + ")(ear.blocks.slice(-Math.ceil((0.3 * ear.rate) / 1024))) < 0.001");
    }

    /** How long sound still left the page after the first event of this type, in seconds; followed by 200 ms of silence. */
    double soundAfter(String eventType) {
        return number("""
                type => {
                  const from = ear.seen[type][0];
                  let last = from;
                  for (const { at, samples } of ear.blocks) {
                    if (at > last + 0.2) break;
                    const loudest = samples.findLastIndex((x) => Math.abs(x) > 0.01);
                    if (loudest >= 0 && at + loudest / ear.rate > from) last = at + loudest / ear.rate;
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
