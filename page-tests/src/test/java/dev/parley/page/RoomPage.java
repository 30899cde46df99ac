package dev.parley.page;

import com.microsoft.playwright.Page;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.parley.livekit.fixture.TestTools;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A caller's page with LiveKit's own client for browsers, on a server of its own. */
final class RoomPage implements AutoCloseable {
    private static final double PATIENCE_MS = 60_000;

    private final HttpServer files;
    private final Page page;
    private final List<String> complaints = new ArrayList<>();

    private RoomPage(HttpServer files, Page page) {
        this.files = files;
        this.page = page;
        page.setDefaultTimeout(PATIENCE_MS);
        page.onPageError(complaints::add);
    }

    /** Opens the page and joins the room that the token is for. */
    static RoomPage join(Chromium chromium, String url, String token) throws IOException {
        HttpServer files = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        serve(files, "/room", "text/html", resource("room.html"));
        serve(files, "/room.js", "text/javascript", resource("room.js"));
        serve(files, "/ear.js", "text/javascript", resource("/dev/parley/worker/page/ear-worklet.js"));
        serve(files, "/livekit-client.js", "text/javascript", Files.readAllBytes(TestTools.browserClient()));
        files.start();
        RoomPage room = new RoomPage(files, chromium.plainPage());
        String where = URLEncoder.encode("[\"" + url + "\",\"" + token + "\"]", StandardCharsets.UTF_8);
        room.page.navigate("http://localhost:" + files.getAddress().getPort() + "/room#" + where);
        room.page.locator("#join").click();
        return room;
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(RoomPage.class.getResourceAsStream(name), name)) {
            return in.readAllBytes();
        }
    }

    private static void serve(HttpServer files, String path, String type, byte[] content) {
        files.createContext(path, exchange -> answer(exchange, type, content));
    }

    private static void answer(HttpExchange exchange, String type, byte[] content) {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content);
        } catch (IOException e) {
            throw new UncheckedIOException("answering " + exchange.getRequestURI(), e);
        }
    }

    /** The microphone plays its file from now on. */
    void speak() {
        page.evaluate("() => speak()");
    }

    void type(String text) {
        page.evaluate("text => type(text)", text);
    }

    /** Waits until the agent was shown to say this, to the end, and listens. */
    void awaitSaid(String text) {
        page.waitForFunction("text => said(text) && listens()", text);
    }

    void awaitState(String state) {
        page.waitForFunction("state => seen.states.at(-1) === state", state);
    }

    /** Waits until this condition of the page's script holds. */
    void awaitTrue(String condition) {
        page.waitForFunction("() => " + condition);
    }

    /** The page's record of this name, as text. */
    String seen(String name) {
        return String.valueOf(page.evaluate("name => seen[name]", name));
    }

    List<String> states() {
        List<String> states = new ArrayList<>();
        for (Object state : (List<?>) page.evaluate("() => seen.states")) {
            states.add(String.valueOf(state));
        }
        return states;
    }

    /** The texts shown so far of this identity; each with its text, segment, track and final. */
    List<Map<?, ?>> texts(String identity) {
        List<Map<?, ?>> texts = new ArrayList<>();
        for (Object text :
                (List<?>) page.evaluate("identity => seen.texts.filter(({ who }) => who === identity)", identity)) {
            texts.add((Map<?, ?>) text);
        }
        return texts;
    }

    /** For how many milliseconds sound still came after this moment, by the same clock. */
    double soundAfter(Instant moment) {
        return ((Number) page.evaluate("moment => soundAfter(moment)", (double) moment.toEpochMilli())).doubleValue();
    }

    /** The sound at the loudspeaker since this moment: PCM16 LE, 16 kHz. */
    byte[] heardSince(Instant moment) {
        return Base64.getDecoder()
                .decode((String) page.evaluate("moment => heardSince(moment)", (double) moment.toEpochMilli()));
    }

    void leave() {
        page.evaluate("() => room.disconnect()");
    }

    /** What the page's script did not catch. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    @Override
    public void close() {
        page.context().close();
        files.stop(0);
    }
}
