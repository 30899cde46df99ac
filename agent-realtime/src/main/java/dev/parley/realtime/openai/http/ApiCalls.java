package dev.parley.realtime.openai.http;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.resilience.ModelConnectionException;
import dev.parley.resilience.ModelException;
import dev.parley.resilience.ModelStatusException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * One model's requests to an API. Thread-safe. It neither repeats nor times them beyond connecting: who asks the model does.
 *
 * <p>Design notes. The JDK's client needs no actor system, so that models can be made before there is one; it keeps connections
 * open between requests.
 */
final class ApiCalls {
    static final ObjectMapper JSON = new ObjectMapper();

    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private static final int LONGEST_DETAIL = 300;

    /** Refusals under a status that passes elsewhere. */
    private static final Set<String> LASTING =
            Set.of("insufficient_quota", "credit_balance_exhausted", "billing_hard_limit_reached");

    private final OpenAiApi api;
    private final String model;

    ApiCalls(OpenAiApi api, String model) {
        this.api = api;
        this.model = model;
    }

    /** A body to send. */
    record Content(String type, ByteString bytes) {

        static Content json(JsonNode body) {
            return new Content("application/json", ByteString.fromString(body.toString()));
        }
    }

    /** An answer that is not refused, of which only the head has come. */
    record Answer(Optional<String> requestId, Source<ByteString, NotUsed> bytes) {}

    /** As metrics and errors name the model. */
    String name() {
        return api.provider() + "/" + model;
    }

    /** An answer as it comes; cancelling it ends the request, also while nothing has come. */
    <T> Source<T, NotUsed> stream(String path, Content content, Function<Answer, Source<T, NotUsed>> read) {
        return Source.lazySource(() -> {
                    CompletableFuture<HttpResponse<Body>> posted = post(path, content, ApiCalls::open);
                    return Source.completionStageSource(posted.thenApply(answer -> read.apply(new Answer(
                                    requestId(answer),
                                    answer.body().stream().orElseThrow().bytes()))))
                            .watchTermination((mat, end) -> endedBy(end, posted));
                })
                .mapMaterializedValue(ignored -> NotUsed.getInstance());
    }

    /** A whole answer; cancelling the future ends the request. */
    <T> CompletableFuture<T> ask(String path, Content content, Function<HttpResponse<Body>, T> read) {
        CompletableFuture<HttpResponse<Body>> posted = post(path, content, head -> whole());
        CompletableFuture<T> answer = posted.thenApply(read);
        endedBy(answer, posted);
        return answer;
    }

    /** Has an effect only on a request that is under way. */
    private static NotUsed endedBy(CompletionStage<?> end, CompletableFuture<HttpResponse<Body>> request) {
        CompletionStage<HttpResponse<Body>> posted = request;
        end.whenComplete((done, failure) -> {
            request.cancel(true);
            posted.thenAccept(answer -> answer.body().close());
        });
        return NotUsed.getInstance();
    }

    /**
     * What came behind a head.
     *
     * @param stream of an answer that is read as it comes; else empty
     * @param text of one that was read as a whole, such as a refusal
     */
    record Body(Optional<BodyReader> stream, String text) {

        /** Reads no further, also where nothing has been read. */
        void close() {
            stream.ifPresent(BodyReader::cancel);
        }
    }

    private static HttpResponse.BodySubscriber<Body> open(HttpResponse.ResponseInfo head) {
        return head.statusCode() / 100 == 2
                ? BodySubscribers.mapping(
                        BodySubscribers.ofPublisher(), body -> new Body(Optional.of(BodyReader.of(body)), ""))
                : whole();
    }

    private static HttpResponse.BodySubscriber<Body> whole() {
        return BodySubscribers.mapping(
                BodySubscribers.ofString(StandardCharsets.UTF_8), text -> new Body(Optional.empty(), text));
    }

    private CompletableFuture<HttpResponse<Body>> post(String path, Content content, BodyHandler<Body> reading) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(api.base() + path))
                .header("Content-Type", content.type())
                .POST(HttpRequest.BodyPublishers.ofByteArray(content.bytes().toArrayUnsafe()));
        api.headers().forEach(request::header);
        CompletableFuture<HttpResponse<Body>> sent = CLIENT.sendAsync(request.build(), reading);
        CompletableFuture<HttpResponse<Body>> answered = sent.handle((answer, failure) -> {
            if (failure != null) {
                throw new ModelConnectionException(name() + ": not reached", failure);
            }
            if (answer.statusCode() / 100 != 2) {
                throw refusal(answer);
            }
            return answer;
        });
        refusedBy(answered, sent);
        return answered;
    }

    /** Also where the head comes while it is cancelled. */
    private static void refusedBy(
            CompletionStage<HttpResponse<Body>> answered, CompletableFuture<HttpResponse<Body>> request) {
        answered.whenComplete((answer, failure) -> {
            if (failure != null) {
                endedBy(answered, request);
            }
        });
    }

    static Optional<String> requestId(HttpResponse<?> answer) {
        return answer.headers().firstValue("x-request-id");
    }

    private ModelException refusal(HttpResponse<Body> answer) {
        String id = requestId(answer).orElse("");
        try {
            return failure(answer.statusCode(), JSON.readTree(answer.body().text()), id);
        } catch (JsonProcessingException plain) {
            return ModelStatusException.of(name(), answer.statusCode(), "", id);
        }
    }

    /** What an {@code error} says, in an answer's body or in the middle of a stream. */
    ModelException failure(int status, JsonNode body, String requestId) {
        JsonNode error = body.path("error");
        String code = error.path("code").asText("");
        String said = error.path("message").asText(body.path("message").asText(""));
        if (LASTING.contains(code)) {
            return ModelException.lasting(name() + ": " + code + " (expected: credit; check the account's billing)");
        }
        String detail = said.length() > LONGEST_DETAIL ? said.substring(0, LONGEST_DETAIL) : said;
        return ModelStatusException.of(name(), status, detail, requestId);
    }
}
