package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.MySqlPoolMXBean;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.LogCapture;
import io.github.asyncmysql.testsupport.TestServer;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** Pools as JMX shows and changes them. */
class ManagedPoolIT {

    private static final MBeanServer JMX_SERVER = ManagementFactory.getPlatformMBeanServer();

    private static ObjectName name(String pool) throws Exception {
        return new ObjectName("io.github.asyncmysql:type=Pool,name=" + ObjectName.quote(pool));
    }

    private static PoolConfig.Builder managed(String name) {
        return PoolConfig.builder().name(name).minSize(1).maxSize(2).registerMbeans(true);
    }

    private static MySqlPool pool(TestServer server, PoolConfig.Builder settings) {
        return AsyncMySql.pool(Pools.config(server).build(), settings.build());
    }

    @EveryServer
    @Covers("pool:H5")
    void theBeanComesAndGoesWithThePoolAndAgreesWithItsNumbers(TestServer server) throws Exception {
        ObjectName name = name("managed: \"one\", two=2");
        assertThat(JMX_SERVER.isRegistered(name)).isFalse();
        try (MySqlPool pool = pool(server, managed("managed: \"one\", two=2"))) {
            MySqlPoolMXBean bean = JMX.newMXBeanProxy(JMX_SERVER, name, MySqlPoolMXBean.class);
            pool.warmUp().join();
            try (MySqlConnection lent = pool.acquire().join()) {
                assertThat(bean.getName()).isEqualTo(pool.name());
                assertThat(bean.getInUse()).isEqualTo(1);
                assertThat(bean.getSize()).isEqualTo(1);
                assertThat(bean.getAcquired()).isEqualTo(1);
                assertThat(bean.getCreated()).isEqualTo(1);
                assertThat(bean.getLastConnectFailure()).isNull();
                assertThat(bean.isDown()).isFalse();
                assertThat(lent.isOpen()).isTrue();
            }
            await().until(() -> bean.getIdle() == 1);
            bean.clear();
            await().until(() -> bean.getClosed().get("cleared") == 1);
            assertThat(bean.getRefused()).containsEntry("timeout", 0L);
            assertThat(bean.getCreateFailures()).containsEntry("access-denied", 0L);
        }
        assertThat(JMX_SERVER.isRegistered(name))
                .as("after the pool was closed")
                .isFalse();
    }

    @EveryServer
    @Covers({"pool:H5", "pool:I2"})
    void settingsChangeThroughTheBeanWithinTheirBounds(TestServer server) throws Exception {
        try (MySqlPool pool = pool(server, managed("changed"))) {
            MySqlPoolMXBean bean = JMX.newMXBeanProxy(JMX_SERVER, name("changed"), MySqlPoolMXBean.class);
            bean.setMaxSize(5);
            bean.setMinSize(3);
            bean.warmUp();
            await().until(() -> bean.getIdle() == 3);
            bean.setAcquireTimeoutMillis(1_234);
            bean.setIdleTimeoutMillis(60_000);
            bean.setMaxLifetimeMillis(70_000);
            bean.setKeepaliveMillis(80_000);
            bean.setLeakDetectionThresholdMillis(90_000);
            assertThat(pool.config().acquireTimeout()).isEqualTo(Duration.ofMillis(1_234));
            assertThat(pool.config().idleTimeout()).isEqualTo(Duration.ofMinutes(1));
            assertThat(bean.getMaxLifetimeMillis()).isEqualTo(70_000);
            assertThat(bean.getKeepaliveMillis()).isEqualTo(80_000);
            assertThat(bean.getLeakDetectionThresholdMillis()).isEqualTo(90_000);
            assertThatThrownBy(() -> bean.setMaxSize(2))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("min-size (3)");
            assertThat(bean.getMaxSize()).isEqualTo(5);
            bean.suspend();
            CompletableFuture<MySqlConnection> waiting = pool.acquire();
            assertThat(waiting).isNotDone();
            assertThat(bean.isSuspended()).isTrue();
            assertThat(bean.getWaiting()).isEqualTo(1);
            bean.resume();
            waiting.join().close();
            await().until(() -> bean.getIdle() == 3);
            bean.evictAll();
            await().until(() -> bean.getClosed().get("evicted") == 3);
        }
    }

    @EveryServer
    @Covers("pool:H5")
    void aSecondPoolOfTheSameNameWorksAndLeavesTheBeanOfTheFirstAlone(TestServer server) throws Exception {
        try (MySqlPool first = pool(server, managed("twice"));
                LogCapture log = LogCapture.of("io.github.asyncmysql.driver")) {
            first.warmUp().join();
            try (MySqlPool second = pool(server, managed("twice").minSize(0))) {
                assertThat(second.sql("select 1").query(Integer.class).single().join())
                        .isEqualTo(1);
            }
            assertThat(log.lines()).anyMatch(line -> line.startsWith("WARN") && line.contains("Pool twice"));
            MySqlPoolMXBean bean = JMX.newMXBeanProxy(JMX_SERVER, name("twice"), MySqlPoolMXBean.class);
            assertThat(bean.getMinSize()).isEqualTo(1);
        }
        assertThat(JMX_SERVER.isRegistered(name("twice"))).isFalse();
    }
}
