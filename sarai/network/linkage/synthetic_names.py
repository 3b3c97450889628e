"""Word lists of the synthetic people: names, countries and cities by region. Invented combinations, nobody in particular."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Region:
    """How people of a region are named; `syllables` make the long tail of rare family names."""

    key: str
    cities: dict[str, tuple[str, ...]]
    men: tuple[str, ...]
    women: tuple[str, ...]
    families: tuple[str, ...]
    syllables: tuple[str, ...]
    family_first: bool = False
    two_families: float = 0.0
    respellings: tuple[tuple[str, str], ...] = ()


def _region(key: str, cities: str, men: str, women: str, families: str, syllables: str, **more: object) -> Region:
    places = {line.split(":")[0].strip(): tuple(line.split(":")[1].split()) for line in cities.split(";")}
    return Region(
        key, places, tuple(men.split()), tuple(women.split()), tuple(families.split()), tuple(syllables.split()), **more
    )  # type: ignore[arg-type]


REGIONS: tuple[Region, ...] = (
    _region(
        "arab",
        "EG: Cairo Alexandria Giza Aswan; MA: Rabat Casablanca Fes Agadir; JO: Amman Irbid Zarqa; TN: Tunis Sfax Sousse",
        "Mohamed Ahmed Mahmoud Mostafa Ali Hassan Hussein Ibrahim Khaled Omar Youssef Karim Tarek Amr Sami Walid Nabil Hisham "
        "Adel Bilal Rachid Hamza Ziad Faisal Ayman Ashraf Marwan Nasser Idris Jamal",
        "Fatima Aisha Mariam Nour Salma Yasmin Hana Leila Amina Khadija Zainab Rania Dina Heba Mona Samira Nadia Houda Asma "
        "Sara Rim Ines Wafa Lina Ghada Noura Malak Sawsan Iman Soraya",
        "Mohamed Ahmed Hassan Ali Ibrahim Mahmoud Saleh Mansour Abdallah Khalil Hamdan Nasser Fahmy Sabry Shawky Haddad Najjar "
        "Khoury Bennani Alaoui Idrissi Tazi Benali Cherif Trabelsi Jaziri Gharbi Mejri Ayari Zoubi Obeidat Rawashdeh Qasem "
        "Darwish Ghanem Rizk Farouk Hegazy Sharaf Younes",
        "ben bou cha dja far gha ham jal kad lah maz nab oud qas raf sab tah wad zay ri mi ni li di ssi oui oun",
        respellings=(("ou", "u"), ("ee", "i"), ("kh", "ch"), ("ss", "s"), ("Mohamed", "Mohammed"), ("Ahmed", "Ahmad"),
                     ("Hussein", "Husain"), ("Youssef", "Yusuf"), ("Aisha", "Aicha"), ("Leila", "Layla")),
    ),
    _region(
        "south-asia",
        "IN: Mumbai Delhi Pune Chennai Kochi Surat; BD: Dhaka Chittagong Khulna; PK: Karachi Lahore Multan; LK: Colombo Kandy; NP: Kathmandu Pokhara",
        "Rahul Amit Sanjay Vijay Anil Suresh Ramesh Rajesh Arun Manoj Deepak Ravi Ashok Vikram Arjun Kiran Mohammad Abdul Imran "
        "Tariq Rashid Kamal Faruk Nuwan Chaminda Bikash Prakash Santosh Gopal Dinesh",
        "Priya Anita Sunita Kavita Pooja Neha Lakshmi Meena Rekha Geeta Anjali Divya Nasreen Farhana Shabnam Ayesha Sadia Rubina "
        "Dilani Chamari Sita Sarita Maya Rina Nila Usha Asha Jaya Lata Swati",
        "Sharma Kumar Singh Gupta Patel Shah Reddy Nair Iyer Rao Das Roy Banerjee Mukherjee Chowdhury Rahman Hossain Islam Khan "
        "Ahmed Malik Butt Qureshi Siddiqui Perera Fernando Silva Jayasuriya Shrestha Gurung Tamang Thapa Joshi Desai Kulkarni "
        "Pillai Menon Bose Sen Mishra",
        "ra ma na ga va sha cha dra pal kar ji wal shi tha ven sub ku la ni jan bha mitra nath war gaon eka swa desh",
        respellings=(("sh", "s"), ("oo", "u"), ("ee", "i"), ("Chowdhury", "Chaudhry"), ("Mohammad", "Md"), ("Hossain", "Hussain"),
                     ("Lakshmi", "Laxmi"), ("v", "w"), ("Banerjee", "Banerji")),
    ),
    _region(
        "china",
        "CN: Beijing Shanghai Guangzhou Chengdu Wuhan Xian Hangzhou Nanjing Harbin Kunming; MN: Ulaanbaatar Erdenet",
        "Wei Jun Lei Qiang Jie Tao Ming Chao Hao Peng Bin Gang Yong Xiaoming Zhiwei Jianguo Haoran Yuxuan Zihan Junjie Guoqiang "
        "Weidong Zhigang Yifan Tianyu Bo Kai Long Feng Dong",
        "Fang Na Min Jing Li Yan Juan Xia Ying Mei Lan Hong Xiaoli Xiaohong Yuting Meiling Lihua Shuhui Yalan Xinyi Jiayi "
        "Zixuan Ruoxi Qian Ting Hui Ping Qing Yue Shan",
        "Wang Li Zhang Liu Chen Yang Huang Zhao Wu Zhou Xu Sun Ma Zhu Hu Guo He Lin Gao Luo Zheng Liang Xie Song Tang Han Feng "
        "Deng Cao Peng Zeng Xiao Tian Dong Pan Yuan Cai Jiang Yu Du",
        "Ou yang Si tu Shang guan Zhu ge Mu rong Huang fu Lu Shen Qin Yin Dai Mo Qiu Gu Hou Wan Qi Lai Gong Wen Pang Fan Fang Shi Tao",
        family_first=True,
        respellings=(("zh", "z"), ("Xiao", "Xiao "), ("Guo", "Kuo"), ("Zhang", "Chang"), ("ong", "oong"), ("Yu", "Yue"), ("Jun", "Jun ")),
    ),
    _region(
        "south-east",
        "ID: Jakarta Surabaya Bandung Makassar Semarang; PH: Manila Cebu Davao Iloilo; VN: Hanoi Hue Danang; TH: Bangkok Phuket; MY: Penang Ipoh Kuching",
        "Agus Budi Eko Joko Dwi Andi Hendra Rizal Jose Mark Ronaldo Jerome Minh Tuan Duc Hung Somchai Anan Prasert Ahmad Faizal "
        "Hafiz Wei Kok Dedi Rudi Bayu Arif Paolo Carlo",
        "Siti Dewi Sri Ayu Putri Rina Maria Angelica Grace Rose Huong Lan Linh Thao Malee Suda Nok Nurul Aisyah Farah Mei Ling "
        "Wati Yanti Indah Ratna Joy Cristina Mai Ngoc",
        "Santoso Wijaya Susanto Hidayat Saputra Nugroho Setiawan Kurniawan Siregar Reyes Cruz Santos Bautista Garcia Mendoza "
        "Villanueva Nguyen Tran Le Pham Hoang Phan Vu Dang Bui Srisai Chaiyasit Wongsawat Tan Lim Ong Abdullah Ismail Yusof "
        "Rahman Hashim Ramos Aquino Flores Castillo",
        "su wi har di na to ja ya ku so pra wan ma lo bang tu ga ra sing ko mon chai pong sak thong bun dela mag ba cal",
        respellings=(("oe", "u"), ("j", "dj"), ("ie", "i"), ("ph", "p"), ("Nguyen", "Nguyn"), ("y", "i"), ("Abdullah", "Abdulla")),
    ),
    _region(
        "lusophone",
        "BR: Recife Salvador Curitiba Manaus Belem Santos Campinas Fortaleza; AO: Luanda Huambo Lobito; MZ: Maputo Beira Nampula; PT: Lisboa Porto",
        "Jose Joao Antonio Francisco Carlos Paulo Pedro Lucas Luiz Marcos Rafael Gabriel Daniel Marcelo Bruno Eduardo Felipe "
        "Rodrigo Manuel Mateus Tiago Diego Andre Fernando Fabio Leonardo Gustavo Guilherme Leandro Vitor",
        "Maria Ana Francisca Antonia Adriana Juliana Marcia Fernanda Patricia Aline Sandra Camila Amanda Bruna Jessica Leticia "
        "Julia Luciana Vanessa Mariana Gabriela Vera Larissa Claudia Beatriz Rita Luana Sonia Renata Eliane",
        "Silva Santos Oliveira Souza Rodrigues Ferreira Alves Pereira Lima Gomes Costa Ribeiro Martins Carvalho Almeida Lopes "
        "Soares Fernandes Vieira Barbosa Rocha Dias Nascimento Andrade Moreira Nunes Marques Machado Mendes Freitas Cardoso "
        "Ramos Goncalves Santana Teixeira Machava Cossa Neto Domingos Tembe",
        "ca va lhei ro men ta gal bra ga sa bor ba vil lar que ei ra mon tei ne ves fon se ca pin to cou ti nho gui ma raes",
        two_families=0.45,
        respellings=(("Souza", "Sousa"), ("Luiz", "Luis"), ("Jose", "José"), ("Joao", "João"), ("ss", "s"), ("Goncalves", "Gonçalves"),
                     ("ia", "ya")),
    ),
    _region(
        "hispanic",
        "MX: Guadalajara Puebla Merida Oaxaca Monterrey; CO: Bogota Medellin Cali Pasto; AR: Rosario Cordoba Mendoza; PE: Lima Cusco Arequipa; CU: Havana Holguin; ES: Sevilla Bilbao",
        "Jose Juan Luis Carlos Miguel Jesus Manuel Francisco Pedro Alejandro Jorge Fernando Rafael Javier Ricardo Sergio Diego "
        "Andres Eduardo Roberto Mario Alberto Enrique Raul Pablo Guillermo Hector Oscar Ramon Ignacio",
        "Maria Guadalupe Juana Margarita Rosa Ana Carmen Veronica Patricia Alejandra Gabriela Leticia Elizabeth Claudia Sofia "
        "Valentina Camila Isabel Lucia Teresa Daniela Paola Andrea Beatriz Gloria Elena Silvia Adriana Dolores Mercedes",
        "Garcia Hernandez Martinez Lopez Gonzalez Rodriguez Perez Sanchez Ramirez Cruz Flores Gomez Morales Vazquez Reyes "
        "Jimenez Torres Diaz Gutierrez Ruiz Mendoza Aguilar Ortiz Castillo Moreno Romero Alvarez Chavez Rivera Juarez Quispe "
        "Mamani Huaman Restrepo Zapata Fernandez Acosta Benitez Sosa Medina",
        "za ba le ta go ya ne che ver ri iz qui er do men di e ta bus ta man te pa lo mi no car de nas sal da na es co bar",
        two_families=0.6,
        respellings=(("Gonzalez", "Gonzales"), ("Jimenez", "Ximénez"), ("Jose", "Pepe"), ("Francisco", "Paco"), ("Guadalupe", "Lupe"),
                     ("Ignacio", "Nacho"), ("z", "s"), ("v", "b")),
    ),
    _region(
        "west-africa",
        "NG: Lagos Abuja Kano Ibadan Enugu; GH: Accra Kumasi Tamale; SN: Dakar Thies; CI: Abidjan Bouake; ML: Bamako Segou",
        "Chukwuemeka Oluwaseun Babatunde Ibrahim Musa Emeka Ifeanyi Tunde Kwame Kofi Yaw Kojo Kwesi Mamadou Ousmane Abdoulaye "
        "Cheikh Moussa Amadou Seydou Samuel Emmanuel David Daniel Sunday Peter Victor Isaac Felix Boubacar",
        "Ngozi Chioma Aisha Funmilayo Yetunde Amaka Blessing Grace Ama Akosua Abena Efua Adwoa Fatou Aminata Mariama Awa "
        "Khady Ndeye Fanta Esther Mary Joy Comfort Hauwa Zainab Patience Mercy Rokia Oumou",
        "Okafor Adeyemi Okonkwo Balogun Ibrahim Musa Eze Nwosu Obi Adebayo Mensah Owusu Asante Boateng Osei Appiah Agyeman "
        "Diallo Ndiaye Diop Fall Sow Ba Traore Keita Coulibaly Konate Toure Kone Ouattara Bello Abubakar Danjuma Ogunleye "
        "Afolabi Nkrumah Addo Sarr Gueye Cisse",
        "o lu wa de mi chi ne du e ze ko fi ya bo ba tun ji ka la ma di ogun fe nko su ak po ye si bia nwa",
        respellings=(("ou", "u"), ("Aisha", "Aishatu"), ("dj", "j"), ("Traore", "Traoré"), ("Kone", "Koné"), ("Mamadou", "Mohamed"),
                     ("Chukwuemeka", "Emeka"), ("Oluwaseun", "Seun"), ("kw", "kou")),
    ),
    _region(
        "east-africa",
        "KE: Nairobi Mombasa Kisumu; TZ: Dodoma Mwanza Arusha; UG: Kampala Gulu; ET: Gondar Adama Hawassa; RW: Kigali Huye",
        "John Peter James David Joseph Daniel Samuel Brian Kevin Dennis Hamisi Juma Salim Baraka Tadesse Abebe Girma Dawit "
        "Yonas Bekele Moses Ronald Isaac Godfrey Eric Jean Claude Patrick Emmanuel Hassan",
        "Mary Grace Faith Mercy Jane Wanjiku Achieng Njeri Akinyi Neema Rehema Zawadi Halima Asha Tigist Almaz Selam Hirut "
        "Meron Sarah Ruth Agnes Joyce Immaculate Josephine Claudine Divine Aline Amina Lydia",
        "Otieno Odhiambo Mwangi Kamau Njoroge Kariuki Wanjala Kiprop Mutua Ouma Mushi Mollel Massawe Kimaro Okello Ochieng "
        "Mugisha Byaruhanga Namukasa Tesfaye Alemu Haile Kebede Tadesse Bekele Gebre Wolde Uwimana Niyonzima Habimana "
        "Nshimiyimana Mukamana Hassan Omar Abdi Ali Mohamed Nyong Wafula Kipchoge",
        "ka ma wa nja ki pro mu tu ngu gi lo re nda ba sha o di mbo ny amb ura che rui yot koe ch ha ba ri na",
        respellings=(("ie", "e"), ("Tadesse", "Taddese"), ("John", "Jon"), ("Mohamed", "Mohammed"), ("w", "ou"), ("dh", "d")),
    ),
    _region(
        "southern-africa",
        "ZA: Durban Pretoria Soweto Polokwane; ZM: Lusaka Ndola Kitwe; ZW: Harare Bulawayo Mutare; BW: Gaborone Maun; MW: Lilongwe Blantyre",
        "Thabo Sipho Bongani Mandla Themba Lungile Tendai Tapiwa Farai Tatenda Chanda Mwila Bwalya Kagiso Tshepo Mpho Lerato "
        "Johannes Pieter Andrew Simon Michael Peter Blessing Innocent Kondwani Chisomo Dumisani Sibusiso Vusi",
        "Nomsa Thandi Zanele Lindiwe Nokuthula Precious Rudo Chipo Tariro Nyasha Mutale Chileshe Naledi Boitumelo Refilwe "
        "Kefilwe Dineo Anna Elizabeth Susan Memory Ruth Thoko Chikondi Mercy Ntombi Busisiwe Ayanda Palesa Keitumetse",
        "Nkosi Dlamini Ndlovu Khumalo Mokoena Mthembu Zulu Sithole Mahlangu Naidoo Pillay Botha Smith Moyo Ncube Sibanda "
        "Chirwa Banda Phiri Mwale Tembo Mulenga Zimba Daka Molefe Kgosi Modise Tau Gumbo Marufu Chikwanda Mutasa Kaunda "
        "Kamanga Nyirenda Msiska Gondwe Mbewe Lungu Sakala",
        "ma ba so mo le ko tla ne dla la mini khu zi ngu ba ne chi mu nda ka pha ri si tho tsha ku mbe wa ro na",
        respellings=(("dl", "dhl"), ("ph", "p"), ("Johannes", "John"), ("Michael", "Mike"), ("th", "t"), ("kh", "k")),
    ),
    _region(
        "turkic",
        "TR: Ankara Izmir Bursa Konya; KZ: Astana Almaty Shymkent; UZ: Tashkent Samarkand; KG: Bishkek Osh; AZ: Baku Ganja",
        "Mehmet Mustafa Ahmet Ali Hasan Murat Emre Burak Yusuf Kemal Nursultan Askar Daniyar Yerlan Timur Ruslan Azamat Bakhtiyar "
        "Jamshid Sardor Otabek Aziz Rustam Elchin Orkhan Ilham Vugar Nurlan Marat Arman",
        "Fatma Ayse Emine Hatice Zeynep Elif Merve Aigul Gulnara Dinara Saule Aliya Madina Zarina Nargiza Dilnoza Feruza Malika "
        "Sevara Kamola Leyla Aysel Gunel Nigar Sevinc Asel Cholpon Aizada Nurgul Perizat",
        "Yilmaz Kaya Demir Celik Sahin Yildiz Aydin Ozturk Arslan Dogan Akhmetov Omarov Ibragimov Suleimenov Nurpeisov Abishev "
        "Karimov Rakhimov Yusupov Tashkentov Aliyev Mammadov Huseynov Hasanov Guliyev Abdullaev Ismailov Nazarov Umarov "
        "Sadykov Bekov Asanov Toktogulov Kadyrov Polat Koc Aslan Kurt Ozdemir Acar",
        "kar ab dul tok sul nur bek tur gali bay ali ov ev yil de mir sar kan dar akh met shai khy lan os er bol zhan",
        respellings=(("kh", "h"), ("Yusuf", "Iusuf"), ("ov", "off"), ("y", "i"), ("Ahmet", "Ahmed"), ("Mehmet", "Mehmed"), ("s", "ş")),
    ),
    _region(
        "islands",
        "FJ: Suva Nadi Lautoka; PG: Lae Madang; JM: Kingston Portmore; TT: Chaguanas Arima; GB: London Leeds; AU: Perth Cairns",
        "John William Michael David Robert James Andrew Thomas Joseph Peter Daniel Christopher Anthony Mark Steven Paul Kevin "
        "Brian George Edward Semi Josefa Ratu Epeli Devon Marlon Winston Kenroy Nigel Ravin",
        "Mary Elizabeth Margaret Sarah Catherine Susan Jennifer Karen Anna Rebecca Rachel Laura Emma Ruth Helen Jane Patricia "
        "Sandra Litia Mere Ana Salote Shanice Keisha Simone Alicia Marcia Natalie Kavita Sashi",
        "Smith Jones Williams Brown Taylor Davies Evans Thomas Johnson Roberts Walker Wright Robinson Thompson White Hughes "
        "Edwards Green Hall Campbell Clarke Francis Charles Joseph Singh Prasad Kumar Chand Waqa Tuilagi Naidu Kila Vele Kaupa "
        "Grant Bailey Morgan Gordon Lewis Ali",
        "ash ton ford ham wick ley son by worth den brad har stan mor gan vu ni ka tui ra wai le va ta lo ko mb ing ell",
        respellings=(("William", "Bill"), ("Michael", "Mike"), ("Robert", "Bob"), ("Elizabeth", "Liz"), ("Catherine", "Kate"),
                     ("Thomas", "Tom"), ("ph", "f"), ("ck", "k"), ("Anthony", "Tony"), ("Edward", "Ted")),
    ),
    _region(
        "korea-japan",
        "KR: Seoul Busan Daegu Incheon; JP: Osaka Kobe Nagoya Fukuoka Sendai",
        "Minjun Seojun Jihoon Donghyun Sungho Youngho Jaewon Hyunwoo Taeyang Kyungsoo Hiroshi Takashi Kenji Satoshi Makoto Yuki "
        "Haruto Daiki Kenta Ryo Junho Sangmin Seungwoo Inho Taro Naoki Shota Akira Kazuo Tetsuya",
        "Jiyoung Minji Soyeon Hyejin Eunji Jiwoo Sujin Yuna Yuko Akiko Keiko Sakura Hana Miki Naomi Yumi Aiko Emi Haruka Misaki "
        "Seoyeon Minseo Hayoon Boram Eunyoung Kyunghee Mariko Tomoko Rie Saki",
        "Kim Lee Park Choi Jung Kang Cho Yoon Jang Lim Han Oh Seo Shin Kwon Hwang Ahn Song Yoo Hong Sato Suzuki Takahashi Tanaka "
        "Watanabe Ito Yamamoto Nakamura Kobayashi Kato Yoshida Yamada Sasaki Matsumoto Inoue Kimura Hayashi Shimizu Mori Abe",
        "ya ma da ka wa mo to ha shi no ta na ki mu ra sa go fuji i shi o no ue mi zu sugi hara oka nishi kita",
        family_first=True,
        respellings=(("Lee", "Yi"), ("Park", "Bak"), ("Choi", "Choe"), ("oo", "u"), ("eu", "u"), ("ou", "o"), ("Jung", "Jeong"),
                     ("young", "yeong"), ("hyun", "hyeon")),
    ),
)
