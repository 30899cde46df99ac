package dev.parley.worker.http;

import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.model.headers.Connection;
import akka.http.javadsl.model.headers.RawHeader;
import akka.http.scaladsl.model.EntityStreamException;
import akka.http.scaladsl.model.EntityStreamSizeException;
import akka.pattern.AskTimeoutException;
import dev.parley.session.SessionClosedException;
import dev.parley.worker.job.CallEndedException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what went wrong into the answer. */
final class ErrorAnswers {
    private static final Logger LOG = LoggerFactory.getLogger(ErrorAnswers.class);

    /** What has to come with every 401. */
    static final HttpHeader CHALLENGE = RawHeader.create("WWW-Authenticate", "Bearer realm=\"parley\"");

    private ErrorAnswers() {}

    static HttpResponse of(Throwable problem) {
        ApiFailure failure = failureOf(rootOf(problem));
        HttpResponse response = Json.error(failure);
        if (failure.status().equals(StatusCodes.SERVICE_UNAVAILABLE)) {
            response = response.addHeader(RawHeader.create("Retry-After", "5"));
        }
        if (failure.status().equals(StatusCodes.UNAUTHORIZED)) {
            response = response.addHeader(CHALLENGE);
        }
        return failure.status().equals(StatusCodes.CONTENT_TOO_LARGE)
                ? response.addHeader(Connection.create("close"))
                : response;
    }

    static ApiFailure failureOf(Throwable problem) {
        if (problem instanceof ApiFailure failure) {
            return failure;
        } else if (problem instanceof CallEndedException ended) {
            return ApiFailure.callEnded(ended);
        } else if (problem instanceof NodeGoneException gone) {
            return ApiFailure.nodeGone(gone);
        } else if (problem instanceof EntityStreamSizeException size) {
            return ApiFailure.tooLarge(Math.max(size.limit(), 0));
        } else if (problem instanceof EntityStreamException broken) {
            return ApiFailure.badRequest("body: " + broken.getMessage() + " (expected: a whole body)");
        } else if (problem instanceof AskTimeoutException || problem instanceof TimeoutException) {
            return ApiFailure.overloaded("answer: not in time (expected: within seconds); try again later");
        } else if (problem instanceof SessionClosedException || problem instanceof IllegalArgumentException) {
            return ApiFailure.badRequest(String.valueOf(problem.getMessage()));
        }
        LOG.error("Request failed.", problem);
        return ApiFailure.broken();
    }

    static Throwable rootOf(Throwable problem) {
        Throwable cause = problem.getCause();
        boolean wrapper = problem instanceof CompletionException || problem instanceof ExecutionException;
        return wrapper && cause != null ? rootOf(cause) : problem;
    }
}
