package io.github.asyncmysql;

import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The settings of {@link MySqlConfig} about sessions and what runs in them. Not thread-safe. */
abstract sealed class SessionSettings extends ConnectSettings permits MySqlConfig.Builder {

    Duration queryTimeout = Duration.ofSeconds(60);
    boolean useAffectedRows;

    @Nullable
    ZoneId sessionTimeZone = ZoneOffset.UTC;

    int statementCacheSize = 256;
    int statementCacheSqlLimit = 2048;
    Duration resultsetMetadataLifetime = Duration.ZERO;
    int pipeliningLimit = 32;
    int maxPacketSize = 64 << 20;
    Map<String, String> attributes = Map.of();
    List<SessionVariable> sessionVariables = List.of();
    List<String> initSql = List.of();
    boolean killOnTimeout = true;
    boolean allowLocalInfile;
    boolean multiStatements;
    ZeroDates zeroDates = ZeroDates.ERROR;
    List<ValueCodec<?>> codecs = List.of();
    boolean echo;

    /** @see MySqlConfig#queryTimeout() */
    public MySqlConfig.Builder queryTimeout(Duration queryTimeout) {
        this.queryTimeout = SettingChecks.checkDuration("query-timeout", queryTimeout);
        return self();
    }

    /** @see MySqlConfig#useAffectedRows() */
    public MySqlConfig.Builder useAffectedRows(boolean useAffectedRows) {
        this.useAffectedRows = useAffectedRows;
        return self();
    }

    /** @see MySqlConfig#sessionTimeZone() */
    public MySqlConfig.Builder sessionTimeZone(@Nullable ZoneId sessionTimeZone) {
        this.sessionTimeZone = sessionTimeZone;
        return self();
    }

    /** @see MySqlConfig#statementCacheSize() */
    public MySqlConfig.Builder statementCacheSize(int statementCacheSize) {
        this.statementCacheSize = SettingChecks.checkRange("statement-cache-size", statementCacheSize, 0, 16_382);
        return self();
    }

    /** @see MySqlConfig#statementCacheSqlLimit() */
    public MySqlConfig.Builder statementCacheSqlLimit(int statementCacheSqlLimit) {
        this.statementCacheSqlLimit =
                SettingChecks.checkRange("statement-cache-sql-limit", statementCacheSqlLimit, 0, Integer.MAX_VALUE);
        return self();
    }

    /** @see MySqlConfig#resultsetMetadataLifetime() */
    public MySqlConfig.Builder resultsetMetadataLifetime(Duration resultsetMetadataLifetime) {
        this.resultsetMetadataLifetime =
                SettingChecks.checkDuration("resultset-metadata-lifetime", resultsetMetadataLifetime);
        return self();
    }

    /** @see MySqlConfig#pipeliningLimit() */
    public MySqlConfig.Builder pipeliningLimit(int pipeliningLimit) {
        this.pipeliningLimit = SettingChecks.checkRange("pipelining-limit", pipeliningLimit, 1, 1024);
        return self();
    }

    /** @see MySqlConfig#maxPacketSize() */
    public MySqlConfig.Builder maxPacketSize(int maxPacketSize) {
        this.maxPacketSize = SettingChecks.checkRange("max-packet-size", maxPacketSize, 1 << 20, 1 << 30);
        return self();
    }

    /** Adds one attribute, see {@link MySqlConfig#attributes()}. */
    public MySqlConfig.Builder attribute(String name, String value) {
        Map<String, String> all = new HashMap<>(attributes);
        all.put(SettingChecks.checkText("attribute name", name), SettingChecks.checkText("attribute " + name, value));
        attributes = Map.copyOf(all);
        return self();
    }

    /**
     * Adds one variable, see {@link MySqlConfig#sessionVariables()}; one of the same name is replaced.
     *
     * @throws IllegalArgumentException if name or value are none for a {@link SessionVariable}
     */
    public MySqlConfig.Builder sessionVariable(String name, Object value) {
        sessionVariables = SettingChecks.replace(sessionVariables, new SessionVariable(name, value));
        return self();
    }

    /** Adds variables whose values are given as text: numbers where they look like numbers. */
    public MySqlConfig.Builder sessionVariables(Map<String, String> values) {
        values.forEach((name, text) ->
                sessionVariables = SettingChecks.replace(sessionVariables, SessionVariable.parse(name, text)));
        return self();
    }

    /** @see MySqlConfig#initSql() */
    public MySqlConfig.Builder initSql(List<String> initSql) {
        this.initSql = List.copyOf(initSql);
        return self();
    }

    /** @see MySqlConfig#killOnTimeout() */
    public MySqlConfig.Builder killOnTimeout(boolean killOnTimeout) {
        this.killOnTimeout = killOnTimeout;
        return self();
    }

    /** @see MySqlConfig#allowLocalInfile() */
    public MySqlConfig.Builder allowLocalInfile(boolean allowLocalInfile) {
        this.allowLocalInfile = allowLocalInfile;
        return self();
    }

    /** @see MySqlConfig#multiStatements() */
    public MySqlConfig.Builder multiStatements(boolean multiStatements) {
        this.multiStatements = multiStatements;
        return self();
    }

    /** @see MySqlConfig#zeroDates() */
    public MySqlConfig.Builder zeroDates(ZeroDates zeroDates) {
        this.zeroDates = Objects.requireNonNull(zeroDates, "zero-dates");
        return self();
    }

    /** Adds the codec of a Java type; of several for one type the latest counts. */
    public MySqlConfig.Builder codec(ValueCodec<?> codec) {
        codecs = SettingChecks.append(codecs, Objects.requireNonNull(codec, "codec"));
        return self();
    }

    /** @see MySqlConfig#echo() */
    public MySqlConfig.Builder echo(boolean echo) {
        this.echo = echo;
        return self();
    }
}
