package io.github.asyncmysql.internal.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.HostAndPort;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of callers when hosts come and go. */
class HostRouterHostsTest extends RouterFixture {

    @Test
    void aHostThatComesLaterIsCheckedAndUsed() {
        start(GONE, GONE);
        Ride ride = lead();
        state.put("c", HostReport.writable());
        router.add(new HostAndPort("c", 3306), "c", new Check(this, "c"));
        assertThat(router.keep(List.of(new HostAndPort("c", 3306), new HostAndPort("a", 3306))))
                .containsExactly("b");
        assertThat(router.standings()).extracting(Standing::host).containsExactly("c", "a");
        assertThat(events).containsExactly("b closed");
        assertThat(ride.hosts).isEmpty();
        scheduler.pass(Duration.ofMillis(1));
        assertThat(ride.hosts).containsExactly("c");
    }

    @Test
    void whoIsOnAHostThatIsLeftGoesToTheNextPrimary() {
        start(HostReport.writable(), HostReport.writable());
        Ride ride = lead();
        router.keep(List.of(new HostAndPort("b", 3306)));
        assertThat(events).contains("a dismissed", "a closed");
        router.again(ride, "a");
        assertThat(ride.hosts).containsExactly("a", "b");
        assertThat(lead().hosts).containsExactly("b");
    }

    @Test
    void whoWaitsForHostsIsToldWhyThereAreNone() {
        router = router();
        router.watch(new Check(this, "names"));
        router.start();
        scheduler.pass(Duration.ZERO);
        Ride ride = lead();
        assertThat(ride.refused).isNull();
        checks.get("names").get(0).complete(DENIED);
        assertThat(ride.refused).hasMessage("Pool orders: no host takes writes; " + DENIED.detail());
        router.close();
        assertThat(events).containsExactly("names closed");
    }
}
