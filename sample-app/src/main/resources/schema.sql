create table if not exists accounts (
    id bigint not null auto_increment primary key,
    owner varchar(100) not null,
    balance decimal(19, 2) not null
);

create table if not exists transfers (
    id bigint not null auto_increment primary key,
    from_account bigint not null,
    to_account bigint not null,
    amount decimal(19, 2) not null,
    created_at datetime(6) not null,
    foreign key (from_account) references accounts (id),
    foreign key (to_account) references accounts (id)
);
