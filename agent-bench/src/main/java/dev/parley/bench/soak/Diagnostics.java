package dev.parley.bench.soak;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/** The running JVM's diagnostic commands, those of {@code jcmd}. */
final class Diagnostics {
    private Diagnostics() {}

    /** What a command prints. */
    static String run(String command, String... arguments) {
        try {
            return (String) ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            command,
                            new Object[] {arguments},
                            new String[] {String[].class.getName()});
        } catch (JMException e) {
            throw new IllegalStateException("diagnostic command " + command + " (expected: a HotSpot JVM)", e);
        }
    }
}
