package dev.parley.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.LoggerFactory;

/**
 * SIGTERM and SIGINT. A shutdown hook would not do: while hooks run, a second signal is not delivered. The JDK's own class
 * for it is reached by reflection, since it can't be named without a compiler warning.
 */
final class StopSignals {
    private static final int KILLED = 128;

    private StopSignals() {}

    /** Does this on the first signal, on a thread of its own; the second ends the process. */
    static void onFirst(Runnable stop) {
        AtomicInteger received = new AtomicInteger();
        InvocationHandler handler = (proxy, method, arguments) -> {
            if (!method.getName().equals("handle")) {
                return method.invoke(received, arguments);
            }
            if (received.incrementAndGet() == 1) {
                new Thread(stop, "stop").start();
            } else {
                Runtime.getRuntime().halt(KILLED + number(arguments[0]));
            }
            return null;
        };
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handlers = Class.forName("sun.misc.SignalHandler");
            Object callback = Proxy.newProxyInstance(handlers.getClassLoader(), new Class<?>[] {handlers}, handler);
            for (String name : new String[] {"TERM", "INT"}) {
                signal.getMethod("handle", signal, handlers)
                        .invoke(null, signal.getConstructor(String.class).newInstance(name), callback);
            }
        } catch (ReflectiveOperationException unavailable) {
            LoggerFactory.getLogger(StopSignals.class).debug("No signals here; a hook stops the server.", unavailable);
            Runtime.getRuntime().addShutdownHook(new Thread(stop, "stop"));
        }
    }

    private static int number(Object signal) throws ReflectiveOperationException {
        return (int) signal.getClass().getMethod("getNumber").invoke(signal);
    }
}
