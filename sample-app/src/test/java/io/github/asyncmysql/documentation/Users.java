package io.github.asyncmysql.documentation;

// region plain-java
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.UpdateResult;
import io.github.asyncmysql.driver.AsyncMySql;
import java.util.List;

public class Users {

    record User(long id, String name) {}

    public static void main(String[] args) {
        String url = args[0]; // mysql://app:secret@localhost:3306/shop?max-size=10
        try (MySqlPool pool = AsyncMySql.pool(url)) {
            pool.sql("create table if not exists users (id bigint primary key auto_increment, name varchar(50))")
                    .update()
                    .join();

            UpdateResult inserted = pool.sql("insert into users (name) values (?)")
                    .params("Ada")
                    .update()
                    .join();
            System.out.println("The new user has the id " + inserted.lastInsertId());

            List<User> users = pool.sql("select id, name from users where name like ?")
                    .params("A%")
                    .query(User.class)
                    .list()
                    .join();
            users.forEach(System.out::println);
        }
    }
}
// endregion
