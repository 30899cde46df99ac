package dev.parley.livekit.server;

import com.google.protobuf.Message;
import dev.parley.livekit.token.AccessToken;
import dev.parley.livekit.token.SipGrant;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes calls and repeats those that may be.
 *
 * <p>Design notes. LiveKit's clients repeat every call after a failure of the connection or the server (5xx), under one id in
 * {@code X-Livekit-Request-Id}. LiveKit Cloud knows repeated calls by it; the open source server 1.11 doesn't read it, so
 * repeating a phone call would ring twice. Hence a call is repeated in full only if twice does what once does, and else only
 * when the connection was refused, so that nothing was sent. The deadline covers all attempts and the waits between.
 */
final class TwirpClient {
    static final String REQUEST_ID = "X-Livekit-Request-Id";
    private static final Duration TOKEN_TTL = Duration.ofMinutes(10);

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private final ApiSettings settings;
    private final Clock clock;
    private final LazyHttp http = new LazyHttp();

    TwirpClient(ApiSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    ApiSettings settings() {
        return settings;
    }

    /** The answer, or a {@link TwirpException}. Cancelling the result ends the attempt that is under way. */
    <T extends Message> CompletionStage<T> call(TwirpCall<T> call) {
        Instant deadline = clock.instant().plus(call.deadline());
        Attempts<T> attempts = new Attempts<>(call, UUID.randomUUID().toString(), deadline);
        attempts.next();
        return attempts.result;
    }

    private HttpRequest request(TwirpCall<?> call, String id) {
        return HttpRequest.newBuilder(settings.url().http(call.path()))
                .header("Authorization", "Bearer " + token(call))
                .header("Content-Type", "application/protobuf")
                .header(REQUEST_ID, id)
                .POST(BodyPublishers.ofByteArray(call.request().toByteArray()))
                .build();
    }

    private String token(TwirpCall<?> call) {
        return AccessToken.of(settings.credentials(), clock)
                .video(call.video())
                .sip(call.sip().toArray(SipGrant[]::new))
                .ttl(call.deadline().compareTo(TOKEN_TTL) > 0 ? call.deadline() : TOKEN_TTL)
                .toJwt();
    }

    private Duration backOff(int attempt) {
        Duration wait = settings.firstBackOff().multipliedBy(1L << (attempt - 1));
        return wait.compareTo(settings.longestBackOff()) > 0 ? settings.longestBackOff() : wait;
    }

    /** A client reads the machine's certificates and has a thread, which many a worker never needs: it comes with the first call. */
    private static final class LazyHttp {
        private @Nullable HttpClient client;

        synchronized HttpClient client() {
            HttpClient made = client;
            if (made == null) {
                made = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(CONNECT_TIMEOUT)
                        .build();
                client = made;
            }
            return made;
        }
    }

    /** The attempts of one call; one is under way at a time. */
    private final class Attempts<T extends Message> {
        private final CompletableFuture<T> result = new CompletableFuture<>();
        private final TwirpCall<T> call;
        private final String id;
        private final Instant deadline;
        private int made;

        Attempts(TwirpCall<T> call, String id, Instant deadline) {
            this.call = call;
            this.id = id;
            this.deadline = deadline;
        }

        void next() {
            if (result.isDone()) {
                return;
            }
            made++;
            try {
                send();
            } catch (RuntimeException e) {
                result.completeExceptionally(e);
            }
        }

        /** The client's own timeout ends with the headers; this one also covers the body. */
        private void send() {
            CompletableFuture<HttpResponse<byte[]>> exchange =
                    http.client().sendAsync(request(call, id), info -> new LimitedBody(settings.answerBytes()));
            CompletionStage<T> ended = result;
            ended.whenComplete((done, failure) -> exchange.cancel(true));
            CompletionStage<HttpResponse<byte[]>> answer =
                    exchange.copy().orTimeout(remaining(), TimeUnit.MILLISECONDS);
            answer.whenComplete(this::onAnswer);
        }

        private long remaining() {
            return Math.max(1, Duration.between(clock.instant(), deadline).toMillis());
        }

        private void onAnswer(@Nullable HttpResponse<byte[]> response, @Nullable Throwable failure) {
            try {
                if (response == null) {
                    onFailure(cause(failure));
                } else if (response.statusCode() == 200) {
                    result.complete(call.answer().parseFrom(response.body()));
                } else {
                    onRefusal(TwirpAnswer.error(call.name(), response.statusCode(), response.body()));
                }
            } catch (Exception e) {
                result.completeExceptionally(TwirpException.unanswered(
                        call.name(), TwirpCode.MALFORMED, "the answer cannot be read: " + e.getMessage(), e));
            }
        }

        private static Throwable cause(@Nullable Throwable failure) {
            Throwable cause = Objects.requireNonNullElseGet(failure, IllegalStateException::new);
            while (cause instanceof CompletionException && cause.getCause() != null) {
                cause = cause.getCause();
            }
            return cause;
        }

        private void onRefusal(TwirpException error) {
            boolean serverFailed = error.httpStatus() >= 500 && error.code() != TwirpCode.UNIMPLEMENTED;
            retryOrFail(serverFailed && call.repeat() == TwirpCall.Repeat.SAFE, error);
        }

        private void onFailure(Throwable failure) {
            if (LimitedBody.refused(failure)) {
                result.completeExceptionally(TwirpAnswer.tooLong(call.name(), settings.answerBytes()));
                return;
            }
            boolean unsent = failure instanceof ConnectException || failure instanceof HttpConnectTimeoutException;
            retryOrFail(
                    unsent || call.repeat() == TwirpCall.Repeat.SAFE,
                    TwirpAnswer.failure(call.name(), settings.url(), call.deadline(), failure));
        }

        private void retryOrFail(boolean repeatable, TwirpException error) {
            Duration wait = backOff(made);
            boolean inTime = clock.instant().plus(wait).isBefore(deadline);
            if (!repeatable || made >= settings.attempts() || !inTime) {
                result.completeExceptionally(error);
                return;
            }
            Executor later = CompletableFuture.delayedExecutor(wait.toNanos(), TimeUnit.NANOSECONDS);
            later.execute(this::next);
        }
    }
}
