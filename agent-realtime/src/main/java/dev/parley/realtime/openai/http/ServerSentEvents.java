package dev.parley.realtime.openai.http;

import akka.NotUsed;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Framing;
import akka.stream.javadsl.FramingTruncation;
import akka.util.ByteString;
import java.util.List;

/** The data of server-sent events that are one line each, as model servers write them. */
final class ServerSentEvents {
    private static final int LONGEST_LINE = 4 * 1024 * 1024;
    private static final String DATA = "data:";

    private ServerSentEvents() {}

    /** Bytes as they come to the events' data; comments, names and blank lines are passed over. */
    static Flow<ByteString, String, NotUsed> data() {
        return Flow.of(ByteString.class)
                .via(Framing.delimiter(ByteString.fromString("\n"), LONGEST_LINE, FramingTruncation.ALLOW))
                .mapConcat(line -> dataOf(line.utf8String()));
    }

    private static List<String> dataOf(String line) {
        return line.startsWith(DATA) ? List.of(line.substring(DATA.length()).strip()) : List.of();
    }
}
