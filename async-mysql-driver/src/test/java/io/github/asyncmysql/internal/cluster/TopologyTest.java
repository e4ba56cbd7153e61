package io.github.asyncmysql.internal.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.HostAndPort;
import io.github.asyncmysql.HostState.Role;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Which host becomes the primary, and which remains it. */
class TopologyTest {

    private static final HostReport GONE =
            HostReport.unreachable(new IllegalStateException("connection refused"), false);
    private static final HostReport HOPELESS = HostReport.unreachable(new IllegalStateException("access denied"), true);

    private final Topology topology =
            new Topology(List.of(new HostAndPort("a", 3306), new HostAndPort("b", 3307), new HostAndPort("c", 3308)));

    private void reports(HostReport a, HostReport b, HostReport c) {
        topology.reported(0, a);
        topology.reported(1, b);
        topology.reported(2, c);
    }

    @Test
    void theFirstOneThatCanBeWrittenIsChosenWhateverAnswersFirst() {
        topology.reported(2, HostReport.writable());
        topology.reported(1, HostReport.writable());
        assertThat(topology.primary()).isEqualTo(Topology.NONE);
        topology.reported(0, GONE);
        assertThat(topology.primary()).isEqualTo(1);
    }

    @Test
    void itRemainsThePrimaryWhenOneInFrontOfItComesBack() {
        reports(GONE, HostReport.writable(), HostReport.readOnly());
        topology.reported(0, HostReport.writable());
        assertThat(topology.primary()).isEqualTo(1);
        assertThat(topology.role(0)).isEqualTo(Role.NONE);
        assertThat(topology.detail(0)).isEqualTo("can be written, but b:3307 is the primary");
        assertThat(topology.detail(1)).isNull();
    }

    @Test
    void whoeverCanBeWrittenFollowsOneThatCannotAnyMore() {
        for (HostReport end : List.of(GONE, HostReport.readOnly(), HostReport.notReady("is ERROR in its group"))) {
            reports(HostReport.writable(), HostReport.readOnly(), HostReport.readOnly());
            topology.reported(0, end);
            assertThat(topology.primary()).as(end.detail()).isEqualTo(Topology.NONE);
            topology.reported(2, HostReport.writable());
            assertThat(topology.primary()).as(end.detail()).isEqualTo(2);
        }
    }

    @Test
    void rolesAreThoseOfTheLatestReports() {
        reports(HostReport.writable(), HostReport.readOnly(), HostReport.notReady("is RECOVERING in its group"));
        assertThat(topology.role(0)).isEqualTo(Role.PRIMARY);
        assertThat(topology.role(1)).isEqualTo(Role.REPLICA);
        assertThat(topology.role(2)).isEqualTo(Role.NONE);
        assertThat(topology.isReachable(2)).isTrue();
        topology.reported(1, GONE);
        assertThat(topology.role(1)).isEqualTo(Role.NONE);
        assertThat(topology.isReachable(1)).isFalse();
    }

    @Test
    void whyThereIsNoPrimaryIsToldForEachHost() {
        topology.reported(0, GONE);
        topology.reported(1, HostReport.readOnly());
        assertThat(topology.describe())
                .isEqualTo("a:3306 cannot be reached: connection refused; b:3307 is read-only;"
                        + " c:3308 has not been checked yet");
        assertThat(topology.failure()).isSameAs(GONE.failure());
        assertThat(topology.isKnown()).isFalse();
        topology.reported(2, HostReport.writable());
        assertThat(topology.failure())
                .as("of no interest while there is a primary")
                .isNull();
        assertThat(topology.isKnown()).isTrue();
    }

    @Test
    void onlyWhenAllAreHopelessThereIsNoHope() {
        reports(HOPELESS, HOPELESS, GONE);
        assertThat(topology.isHopeless()).isFalse();
        topology.reported(2, HOPELESS);
        assertThat(topology.isHopeless()).isTrue();
    }

    /** Whatever is reported in whatever order, the primary is one that can be written, and changes only if it must. */
    @Test
    void thePrimaryCanAlwaysBeWrittenAndNeverChangesWithoutNeed() {
        List<HostReport> all = List.of(
                HostReport.writable(), HostReport.readOnly(), HostReport.notReady("is OFFLINE"), GONE, HOPELESS);
        SplittableRandom random = new SplittableRandom(4711);
        HostReport[] latest = {GONE, GONE, GONE};
        reports(GONE, GONE, GONE);
        for (int i = 0; i < 10_000; i++) {
            int before = topology.primary();
            int host = random.nextInt(3);
            latest[host] = all.get(random.nextInt(all.size()));
            topology.reported(host, latest[host]);
            int after = topology.primary();
            boolean any = List.of(latest).contains(HostReport.writable());
            assertThat(after != Topology.NONE).isEqualTo(any);
            if (after != Topology.NONE) {
                assertThat(latest[after]).isEqualTo(HostReport.writable());
            }
            if (before != Topology.NONE && latest[before].equals(HostReport.writable())) {
                assertThat(after).isEqualTo(before);
            }
        }
    }
}
