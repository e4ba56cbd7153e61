-- region recipe-tables
create table products (
    id bigint primary key auto_increment,
    name varchar(50) not null unique,
    price decimal(10, 2) not null,
    stock int not null
);
create table payments (number varchar(20) primary key, amount decimal(10, 2));
create table jobs (id bigint primary key auto_increment, task varchar(50));
-- endregion
