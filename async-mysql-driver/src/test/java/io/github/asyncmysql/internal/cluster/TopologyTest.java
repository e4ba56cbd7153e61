package io.github.asyncmysql.internal.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.HostAndPort;
import io.github.asyncmysql.HostState.Role;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which host becomes the primary, and which remains it. */
class TopologyTest {

    private static final HostReport GONE =
            HostReport.unreachable(new IllegalStateException("connection refused"), false);
    private static final HostReport HOPELESS = HostReport.unreachable(new IllegalStateException("access denied"), true);

    private static final int NONE = -1;

    private final List<Member> members = List.of(
            new Member(new HostAndPort("a", 3306)),
            new Member(new HostAndPort("b", 3307)),
            new Member(new HostAndPort("c", 3308)));
    private final Topology topology = new Topology();

    @BeforeEach
    void threeHosts() {
        topology.members(members);
    }

    private void reported(int host, HostReport report) {
        topology.reported(members.get(host), report);
    }

    private void reports(HostReport a, HostReport b, HostReport c) {
        reported(0, a);
        reported(1, b);
        reported(2, c);
    }

    private int primary() {
        Member primary = topology.primary();
        return primary == null ? NONE : members.indexOf(primary);
    }

    private Role role(int host) {
        return topology.role(members.get(host));
    }

    @Test
    void theFirstOneThatCanBeWrittenIsChosenWhateverAnswersFirst() {
        reported(2, HostReport.writable());
        reported(1, HostReport.writable());
        assertThat(primary()).isEqualTo(NONE);
        reported(0, GONE);
        assertThat(primary()).isEqualTo(1);
    }

    @Test
    void itRemainsThePrimaryWhenOneInFrontOfItComesBack() {
        reports(GONE, HostReport.writable(), HostReport.readOnly());
        reported(0, HostReport.writable());
        assertThat(primary()).isEqualTo(1);
        assertThat(role(0)).isEqualTo(Role.NONE);
        assertThat(topology.detail(members.get(0))).isEqualTo("can be written, but b:3307 is the primary");
        assertThat(topology.detail(members.get(1))).isNull();
    }

    @Test
    void whoeverCanBeWrittenFollowsOneThatCannotAnyMore() {
        for (HostReport end : List.of(GONE, HostReport.readOnly(), HostReport.notReady("is ERROR in its group"))) {
            reports(HostReport.writable(), HostReport.readOnly(), HostReport.readOnly());
            reported(0, end);
            assertThat(primary()).as(end.detail()).isEqualTo(NONE);
            reported(2, HostReport.writable());
            assertThat(primary()).as(end.detail()).isEqualTo(2);
        }
    }

    @Test
    void rolesAreThoseOfTheLatestReports() {
        reports(HostReport.writable(), HostReport.readOnly(), HostReport.notReady("is RECOVERING in its group"));
        assertThat(role(0)).isEqualTo(Role.PRIMARY);
        assertThat(role(1)).isEqualTo(Role.REPLICA);
        assertThat(role(2)).isEqualTo(Role.NONE);
        assertThat(members.get(2).isReachable()).isTrue();
        reported(1, GONE);
        assertThat(role(1)).isEqualTo(Role.NONE);
        assertThat(members.get(1).isReachable()).isFalse();
    }

    @Test
    void whyThereIsNoPrimaryIsToldForEachHost() {
        reported(0, GONE);
        reported(1, HostReport.readOnly());
        assertThat(topology.describe())
                .isEqualTo("a:3306 cannot be reached: connection refused; b:3307 is read-only;"
                        + " c:3308 has not been checked yet");
        assertThat(topology.failure()).isSameAs(GONE.failure());
        assertThat(topology.isKnown()).isFalse();
        reported(2, HostReport.writable());
        assertThat(topology.failure())
                .as("of no interest while there is a primary")
                .isNull();
        assertThat(topology.isKnown()).isTrue();
    }

    @Test
    void onlyWhenAllAreHopelessThereIsNoHope() {
        reports(HOPELESS, HOPELESS, GONE);
        assertThat(topology.isHopeless()).isFalse();
        reported(2, HOPELESS);
        assertThat(topology.isHopeless()).isTrue();
    }

    @Test
    void aPrimaryThatIsNotListedAnyMoreIsFollowedByTheNextOne() {
        reports(HostReport.writable(), HostReport.writable(), HostReport.readOnly());
        topology.members(members.subList(1, 3));
        assertThat(primary()).isEqualTo(1);
        topology.members(members);
        assertThat(primary()).as("it remains the primary").isEqualTo(1);
    }

    @Test
    void aHostThatIsNewInFrontIsWaitedForOnlyWhereThereIsNoPrimary() {
        topology.members(members.subList(1, 3));
        reported(1, HostReport.writable());
        topology.members(members);
        assertThat(primary()).isEqualTo(1);
        reported(1, GONE);
        reported(2, HostReport.writable());
        assertThat(primary()).isEqualTo(NONE);
        reported(0, HostReport.readOnly());
        assertThat(primary()).isEqualTo(2);
    }

    @Test
    void withoutHostsItIsToldWhyThereAreNone() {
        topology.members(List.of());
        assertThat(topology.isKnown()).isFalse();
        assertThat(topology.isHopeless()).isFalse();
        assertThat(topology.describe()).isEqualTo("no host is known yet");
        topology.absent(new HostReport(HostReport.Condition.UNREACHABLE, "no such name", HOPELESS.failure(), true));
        assertThat(topology.isKnown()).isTrue();
        assertThat(topology.isHopeless()).isTrue();
        assertThat(topology.describe()).isEqualTo("no such name");
        assertThat(topology.failure()).isSameAs(HOPELESS.failure());
        topology.members(members);
        assertThat(topology.isHopeless()).isFalse();
        assertThat(topology.isKnown()).isFalse();
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
            int before = primary();
            int host = random.nextInt(3);
            latest[host] = all.get(random.nextInt(all.size()));
            reported(host, latest[host]);
            int after = primary();
            boolean any = List.of(latest).contains(HostReport.writable());
            assertThat(after != NONE).isEqualTo(any);
            if (after != NONE) {
                assertThat(latest[after]).isEqualTo(HostReport.writable());
            }
            if (before != NONE && latest[before].equals(HostReport.writable())) {
                assertThat(after).isEqualTo(before);
            }
        }
    }
}
