package dev.parley.worker.http;

import static org.assertj.core.api.Assertions.assertThat;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.headers.Cookie;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BrowserLoginsTest {
    private final AtomicLong clock = new AtomicLong();
    private final BrowserLogins logins = new BrowserLogins(clock::get);
    private final LoginThrottle throttle = new LoginThrottle(clock::get);

    private HttpRequest admitted() {
        String[] pair = logins.admit(false).replaceFirst(";.*", "").split("=", 2);
        return HttpRequest.create().addHeader(Cookie.create(pair[0], pair[1]));
    }

    @Test
    void shouldForgetABrowserAfterTwelveHours() {
        HttpRequest browser = admitted();

        clock.addAndGet(BrowserLogins.LASTS.toNanos() - 1);
        assertThat(logins.knows(browser)).isTrue();

        clock.addAndGet(1);
        assertThat(logins.knows(browser)).isFalse();
    }

    @Test
    void shouldForgetTheOldestBrowserWhenThereAreTooMany() {
        HttpRequest first = admitted();
        HttpRequest second = admitted();
        for (int i = 2; i < BrowserLogins.MOST; i++) {
            admitted();
        }
        assertThat(logins.knows(first)).isTrue();

        admitted();

        assertThat(logins.knows(first)).isFalse();
        assertThat(logins.knows(second)).isTrue();
    }

    @Test
    void shouldHoldOneAddressBackForAMinuteAndNoOther() {
        for (int i = 0; i < LoginThrottle.TRIES; i++) {
            assertThat(throttle.mayTry("a")).isTrue();
        }
        assertThat(throttle.mayTry("a")).isFalse();
        assertThat(throttle.mayTry("b")).isTrue();

        clock.addAndGet(LoginThrottle.WINDOW.toNanos());

        assertThat(throttle.mayTry("a")).isTrue();
    }

    @Test
    void shouldCountAnewAfterTheRightKey() {
        for (int i = 0; i < 3 * LoginThrottle.TRIES; i++) {
            assertThat(throttle.mayTry("a")).isTrue();
            throttle.forget("a");
        }
    }

    @Test
    void shouldRememberABoundedNumberOfAddresses() {
        for (int i = 0; i < LoginThrottle.TRIES; i++) {
            throttle.mayTry("first");
        }
        for (int i = 0; i < LoginThrottle.MOST; i++) {
            throttle.mayTry("address " + i);
        }

        assertThat(throttle.mayTry("first")).isTrue();
    }
}
