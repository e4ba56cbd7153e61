package io.github.asyncmysql.internal.cluster;

import io.github.asyncmysql.MySqlPoolException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A call that notes where it was led. Confined to the test's thread. */
final class Ride extends Call<String> {

    final List<String> hosts = new ArrayList<>();

    @Nullable
    MySqlPoolException refused;

    boolean abandoned;
    boolean patient = true;
    boolean forReplicas;

    @Override
    protected boolean isForReplicas() {
        return forReplicas;
    }

    @Override
    protected boolean isPatient() {
        return patient;
    }

    @Override
    protected void start(String host) {
        hosts.add(host);
    }

    @Override
    protected void refused(MySqlPoolException failure) {
        refused = failure;
    }

    @Override
    protected boolean isAbandoned() {
        return abandoned;
    }
}
