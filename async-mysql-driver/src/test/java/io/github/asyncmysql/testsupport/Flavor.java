package io.github.asyncmysql.testsupport;

/** The two products that speak the protocol. Immutable. */
public enum Flavor {
    MYSQL("MySQL"),
    MARIADB("MariaDB");

    private final String productName;

    Flavor(String productName) {
        this.productName = productName;
    }

    @Override
    public String toString() {
        return productName;
    }
}
