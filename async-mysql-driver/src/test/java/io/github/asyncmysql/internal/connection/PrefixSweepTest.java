package io.github.asyncmysql.internal.connection;

import static io.github.asyncmysql.testsupport.FakeConnection.COM_QUERY;
import static io.github.asyncmysql.testsupport.FakeConnection.COM_STMT_EXECUTE;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.testsupport.Covers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every dialogue is cut at every byte of the server. It never hangs, and what was cut is never taken for complete. */
class PrefixSweepTest {

    /** What happens where the bytes end. */
    private enum Cut {
        FIN(VirtualLink::fin),
        RST(VirtualLink::rst),
        SILENCE(VirtualLink::mute);

        private final Consumer<VirtualLink> effect;

        Cut(Consumer<VirtualLink> effect) {
            this.effect = effect;
        }
    }

    @ParameterizedTest
    @EnumSource(Scenario.class)
    @Covers({"hostile:S1", "hostile:T15", "hostile:T187", "guarantee:7", "guarantee:17"})
    void connectionIsCutAtEveryByte(Scenario scenario) {
        Sweep.Clean clean = Sweep.clean(scenario);
        int steps = 0;
        for (Cut cut : Cut.values()) {
            for (int length = 0; length < clean.length(); length++) {
                int[] left = {length};
                Sweep sweep = new Sweep(scenario)
                        .start((packet, link) -> {
                            int count = Math.min(left[0], packet.length);
                            left[0] -= count;
                            link.toClient(Arrays.copyOf(packet, count));
                            if (count < packet.length) {
                                cut.effect.accept(link);
                            }
                        })
                        .end();
                check(sweep, clean, length, cut + " after " + length + " bytes");
                steps++;
            }
        }
        System.out.println("S1 " + scenario + ": " + steps + " cuts");
    }

    @ParameterizedTest
    @EnumSource(Scenario.class)
    @Covers("hostile:S1")
    void packetIsCutWithAnHonestHeader(Scenario scenario) {
        int packets = countPackets(scenario);
        Sweep.Clean clean = Sweep.clean(scenario);
        int steps = 0;
        for (int packet = 0; packet < packets; packet++) {
            boolean more = true;
            for (int length = 0; more; length++) {
                more = shorten(scenario, clean, packet, length);
                steps++;
            }
        }
        System.out.println("S1 " + scenario + ": " + steps + " short packets");
    }

    // A shorter packet may be well-formed: a text may end earlier. It may never be anything but one of the outcomes
    // known.
    private static boolean shorten(Scenario scenario, Sweep.Clean clean, int number, int length) {
        int[] seen = {0};
        boolean[] more = {false};
        Sweep sweep = new Sweep(scenario)
                .start((packet, link) -> {
                    if (seen[0]++ == number) {
                        more[0] = length + 1 < packet.length - 4;
                        byte[] shorter = Arrays.copyOf(packet, 4 + Math.min(length, packet.length - 5));
                        shorter[0] = (byte) (shorter.length - 4);
                        shorter[1] = (byte) (shorter.length - 4 >> 8);
                        link.toClient(shorter);
                    } else {
                        link.toClient(packet);
                    }
                })
                .end();
        assertThat(sweep.result()).as(clean.result()).isDone();
        sweep.finish("after a short packet");
        return more[0];
    }

    private static int countPackets(Scenario scenario) {
        int[] seen = {0};
        Sweep sweep = new Sweep(scenario)
                .start((packet, link) -> {
                    seen[0]++;
                    link.toClient(packet);
                })
                .end();
        sweep.network().pass(VirtualNetwork.LONG);
        int count = seen[0];
        sweep.finish("counted");
        return count;
    }

    private static void check(Sweep sweep, Sweep.Clean clean, int length, String step) {
        if (length >= clean.resultLength()) {
            assertThat(sweep.result()).as(step).isCompletedWithValue(clean.result());
        } else if (sweep.failure() == null) {
            // Only what was never sent may have been done elsewhere.
            assertThat(sweep.result()).as(step).isCompletedWithValue(clean.result());
            assertThat(sweep.network().links()).as(step).hasSize(2);
            assertThat(sweep.network().link(0).server().count(COM_STMT_EXECUTE))
                    .as(step)
                    .isZero();
            assertThat(sweep.network().link(0).server().count(COM_QUERY))
                    .as(step)
                    .isEqualTo(3);
        }
        assertNothingRepeated(sweep, step);
        sweep.finish("after " + step.replace('\'', ' '));
    }

    // Over all connections together, since whoever repeats something does so on another one.
    private static void assertNothingRepeated(Sweep sweep, String step) {
        List<String> statements = new ArrayList<>();
        for (VirtualLink link : sweep.network().links()) {
            link.server().received().stream()
                    .skip(1)
                    .filter(packet -> packet.sequence() == 0)
                    .forEach(packet -> {
                        if (packet.command() == COM_STMT_EXECUTE) {
                            statements.add("execute");
                        } else if (packet.command() == COM_QUERY && !isSetUp(packet.text())) {
                            statements.add(packet.text());
                        }
                    });
        }
        assertThat(statements).as(step).doesNotHaveDuplicates();
    }

    private static boolean isSetUp(String sql) {
        return sql.startsWith("SELECT CONCAT_WS") || sql.startsWith("SET ");
    }
}
