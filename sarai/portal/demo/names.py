"""Name parts per region, from which synthetic people are named.

The lists hold common given and family names of a region; any likeness to a real person is chance.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NamePool:
    """Given names of women and of men, and family names, of one region."""

    female: tuple[str, ...]
    male: tuple[str, ...]
    family: tuple[str, ...]


def _pool(female: str, male: str, family: str) -> NamePool:
    return NamePool(_parts(female), _parts(male), _parts(family))


def _parts(text: str) -> tuple[str, ...]:
    """Names separated by spaces; an underscore stands for a space inside one name."""
    return tuple(part.replace("_", " ") for part in text.split())


NAMES: dict[str, NamePool] = {
    "filipino": _pool(
        "Maria Angelica Cristina Jocelyn Rowena Marites Analyn Liezl Grace Divina Imelda Rosalie Maricel Kristine "
        "Aileen",
        "Jose Ramon Rodel Arnel Christian Mark Jericho Reynaldo Emmanuel Rommel Dennis Noel Alvin Benedicto Renato",
        "Santos Reyes Cruz Bautista Ocampo Garcia Mendoza Aquino Villanueva Ramos Castillo Del_Rosario Gonzales "
        "Navarro Salazar Mercado Dimaculangan Magsaysay Pascual Soriano Tolentino Valdez Manalo Lacson Macaraeg",
    ),
    "indian": _pool(
        "Priya Anjali Kavita Sunita Lakshmi Deepa Meera Shalini Nandini Pooja Rekha Swati Vidya Aditi Ishita",
        "Rajesh Amit Sanjay Suresh Vikram Arjun Anil Rahul Manoj Karthik Deepak Ravi Nitin Prakash Harish",
        "Sharma Verma Patel Iyer Nair Reddy Gupta Singh Das Mukherjee Banerjee Joshi Kulkarni Desai Rao Menon "
        "Chauhan Mishra Pillai Bhatt Ghosh Naidu",
    ),
    "nigerian": _pool(
        "Ngozi Amina Funmilayo Chiamaka Blessing Hauwa Yetunde Adaeze Zainab Folake Ifeoma Halima Temitope Oluchi "
        "Aisha",
        "Chinedu Musa Olumide Emeka Ibrahim Tunde Obinna Abubakar Segun Ikechukwu Yusuf Babatunde Uche Sani Kelechi",
        "Okafor Adeyemi Bello Eze Ogunleye Mohammed Nwosu Balogun Danjuma Okonkwo Adebayo Lawal Umeh Ojo "
        "Abdullahi Effiong Onyekachi Alabi Garba Igwe Akpan Olawale",
    ),
    "anglo": _pool(
        "Emily Sarah Jessica Laura Hannah Rachel Megan Olivia Charlotte Rebecca Susan Karen Linda Natalie Fiona",
        "Michael James Daniel Matthew Andrew Thomas Robert Kevin Brian Peter Simon Patrick Gregory Stephen Ian",
        "Smith Johnson Williams Brown Taylor Anderson Walker Campbell Mitchell Clarke Hughes Bennett Foster "
        "Murphy Sullivan Parker Collins Stewart Morgan Hamilton Reid Turner",
    ),
    "indonesian": _pool(
        "Siti Dewi Sri Ratna Wulan Ayu Indah Rina Yuliana Fitri Nurul Lestari Maya Kartika Endang",
        "Budi Agus Eko Joko Rizky Dwi Hendra Bambang Wahyu Andi Fajar Surya Teguh Arif Yusuf",
        "Santoso Wijaya Pratama Setiawan Hidayat Nugroho Saputra Kusuma Susanto Rahman Wibowo Siregar Harahap "
        "Simanjuntak Lubis Hartono Gunawan Suryadi Purnomo Maulana",
    ),
    "nepali": _pool(
        "Sita Gita Anita Sarita Binita Pratima Sushma Kabita Manju Puja Rojina Sabina Nirmala Asmita",
        "Ram Hari Krishna Bishnu Dipak Suman Prakash Bikash Rajan Nabin Santosh Kiran Umesh Tek Sonam",
        "Shrestha Gurung Tamang Thapa Karki Adhikari Maharjan Rai Magar Poudel Bhattarai Basnet Khadka Lama Dorji "
        "Tuladhar Joshi Dahal",
    ),
    "fijian": _pool(
        "Mere Litia Adi_Salote Ana Vasiti Asenaca Salanieta Priya Shayal Reshmi Ashika Nirmala Lusiana Torika",
        "Josefa Ratu_Semi Ilaisa Waisale Apisai Sitiveni Ravinesh Avinesh Rajnesh Pita Viliame Kelepi Shalend Mosese",
        "Vakaloloma Naivalu Tuilagi Raiwalui Bolatagici Kumar Prasad Chand Lal Singh Naidu Ravouvou Tikoduadua "
        "Cakau Vunibola Nasau Rokotuivuna Sharma",
    ),
    "pacific": _pool(
        "Sina Leilani Mele Losa Telesia Fuatino Malia Janet Roselyn Ruth Marie Anolyn",
        "Sione Tevita Ioane Tomasi Semisi Malakai Jonah Willie Philip Moses Kalo Simeon",
        "Fifita Tupou Leavai Tuiasosopo Fonua Vea Kalsakau Natuman Maelanga Kila Tamate Ofoia Tofaeono Lini Waka Sope",
    ),
    "hispanic": _pool(
        "María_José Lucía Gabriela Valentina Carolina Ana_María Alejandra Paola Verónica Daniela Patricia Claudia "
        "Ximena Beatriz Rocío",
        "José_Luis Carlos Juan_Pablo Alejandro Diego Andrés Fernando Ricardo Luis Héctor Sebastián Jorge Mauricio "
        "Óscar Rodrigo",
        "González Rodríguez Hernández López Pérez Sánchez Ramírez Torres Flores Rivera Gómez Vargas Castro Rojas "
        "Mendoza Quispe Mamani Ortiz Núñez Aguilar Cárdenas Salazar Peña Zambrano Figueroa",
    ),
    "lusophone": _pool(
        "Ana Mariana Fernanda Juliana Beatriz Camila Larissa Sofia Inês Helena Teresa Catarina",
        "João Pedro Rafael Thiago Bruno Paulo Miguel Gustavo António Manuel Felipe Nuno",
        "Silva Santos Oliveira Pereira Costa Almeida Ferreira Carvalho Ribeiro Monteiro Gomes Lopes Machava "
        "Macuácua Tavares Semedo Domingos",
    ),
    "bengali": _pool(
        "Fatema Nusrat Sharmin Tahmina Rokeya Sumaiya Farzana Jannatul Nasrin Ayesha Salma Taslima",
        "Rafiqul Mahmudul Tanvir Shahidul Arifur Kamrul Anisur Saiful Habibur Imran Mizanur Zahid",
        "Islam Rahman Hossain Ahmed Chowdhury Khan Akter Sarkar Miah Uddin Karim Haque Talukder Biswas Sikder",
    ),
    "pakistani": _pool(
        "Ayesha Sana Fatima Hina Saima Rabia Nadia Mehwish Zara Bushra Amna Uzma",
        "Ahmed Bilal Usman Faisal Hassan Imran Kamran Asad Tariq Waqas Zubair Adnan",
        "Khan Malik Hussain Butt Qureshi Siddiqui Shah Chaudhry Raza Baloch Abbasi Afridi Mirza Soomro Yousafzai",
    ),
    "sri_lankan": _pool(
        "Dilani Nadeesha Chamari Thilini Anusha Sanduni Kumari Ishara Hasini Priyanthi",
        "Nuwan Chaminda Kasun Ruwan Sampath Lahiru Dinesh Asanka Suresh Tharindu",
        "Perera Fernando Silva Jayawardena Bandara Wickramasinghe Gunawardena Rajapaksha Herath Sivakumar "
        "Dissanayake Ekanayake",
    ),
    "malay": _pool(
        "Nurul Aisyah Siti_Hajar Farah Noraini Haslinda Mei_Ling Aminath Mariyam Shazana",
        "Ahmad Mohd_Hafiz Azman Farid Zulkifli Razak Wei_Jian Ibrahim Hassan Shafie",
        "Abdullah Ismail Othman Rahman Yusof Hashim Tan Lim Wong Nasir Rasheed Waheed Zainal Salleh",
    ),
    "thai": _pool(
        "Siriporn Malee Kanya Ploy Nattaya Wanida Somjai Bounmy Khamla Duangchai",
        "Somchai Anan Prasert Wichai Nattapong Kittipong Chai Bounthong Somsak Thongchai",
        "Srisai Wongsakul Chaiyasit Suksawat Phommasane Vongphachanh Rattanakosin Boonmee Saetang Inthavong "
        "Khamphoui Thongdee",
    ),
    "vietnamese": _pool(
        "Thi_Lan Thi_Huong Minh_Anh Thu_Trang Ngoc_Mai Thanh_Ha Bich_Ngoc Kim_Chi",
        "Van_Hung Minh_Tuan Quang_Huy Duc_Anh Thanh_Long Van_Nam Hoang_Nam Tien_Dung",
        "Nguyen Tran Le Pham Hoang Vu Vo Dang Bui Do Ngo Duong",
    ),
    "khmer": _pool(
        "Sophea Chanthou Sreymom Bopha Kunthea Dara",
        "Sokha Vuthy Rithy Bunthoeun Piseth Samnang",
        "Chea Sok Keo Chhim Meas Prak Heng Ouk",
    ),
    "burmese": _pool(
        "Aye_Aye Khin_Myo Thandar Su_Su Ei_Phyu Nilar Hnin_Wai Moe_Thida",
        "Aung_Kyaw Zaw_Min Kyaw_Thu Min_Thein Ye_Htut Thant_Zin Soe_Naing Htet_Aung",
        "Win Oo Htun Lwin Myint Aung Khaing Hlaing Naing Tun",
    ),
    "korean": _pool(
        "Ji-woo Seo-yeon Min-ji Hye-jin Soo-jin Eun-ji Yu-na Hae-won",
        "Min-jun Seung-ho Dong-hyun Jae-won Sang-woo Hyun-woo Tae-yang Young-ho",
        "Kim Lee Park Choi Jung Kang Cho Yoon Jang Lim",
    ),
    "chinese": _pool(
        "Li_Na Xiaomei Yuting Jing Fang Huiling Xinyi Yan Meiling Qian",
        "Wei Jun Haoran Zhiqiang Jianhua Lei Yang Minghao Tao Guang",
        "Wang Zhang Liu Chen Zhao Huang Zhou Wu Xu Sun Lin Goh Teo",
    ),
    "japanese": _pool(
        "Yuki Haruka Misaki Aiko Naomi Keiko Sakura Emi",
        "Hiroshi Takashi Kenta Daichi Yusuke Shota Makoto Ryo",
        "Sato Suzuki Takahashi Tanaka Watanabe Ito Yamamoto Nakamura Kobayashi Kato",
    ),
    "mongolian": _pool(
        "Oyunaa Bolormaa Sarnai Nomin Enkhjin Tsetseg",
        "Batbayar Ganbold Temuulen Munkhbat Otgonbayar Bilguun",
        "Dorj Bat-Erdene Ganbaatar Tserendorj Purev Altangerel",
    ),
    "arab": _pool(
        "Fatima Layla Nour Rania Hanan Salma Mariam Yasmin Huda Samira Dina Amal",
        "Mohamed Ahmed Omar Khaled Mustafa Youssef Tarek Samir Hassan Karim Nabil Walid",
        "Hassan El-Sayed Khalil Mansour Haddad Al-Masri Abdelrahman Benali Saidi Trabelsi Osman Al-Hashimi Nasser "
        "Khoury Bouzid Ibrahim Elamin Farah",
    ),
    "persian": _pool(
        "Zahra Maryam Shirin Parisa Leila Farzaneh Nilufar Zarina",
        "Reza Ali Hossein Mehdi Farhad Ahmad Jamshid Rustam",
        "Ahmadi Hosseini Karimi Rahimi Noori Sadat Mohammadi Rezaei Sharifi Nazari Rahmonov Saidov",
    ),
    "turkic": _pool(
        "Aigul Dilnoza Gulnara Madina Saltanat Leyla Nargiza Zhanna",
        "Azamat Bakyt Timur Rustam Elchin Dilshod Nurlan Jasur",
        "Karimov Abdullayev Tashkentov Akhmetov Toktogulov Mammadov Yusupov Bekov Alimov Ismailov",
    ),
    "turkish": _pool(
        "Ayşe Zeynep Elif Merve Selin Gülsüm Esra Derya",
        "Mehmet Mustafa Emre Burak Okan Serkan Kerem Hakan",
        "Yılmaz Kaya Demir Şahin Çelik Aydın Öztürk Arslan Doğan Koç",
    ),
    "slavic": _pool(
        "Olena Maria Ana Katarzyna Elena Ioana Eleni Natalia Jelena Anahit Nino",
        "Andriy Nikola Marko Piotr Dmitri Andrei Giorgos Ivan Luka Armen Giorgi",
        "Kovalenko Petrović Horvat Nowak Ivanov Popescu Papadopoulos Hoxha Sargsyan Beridze Shevchenko Jovanović "
        "Novak Ionescu Gelashvili",
    ),
    "french": _pool(
        "Camille Claire Sophie Julie Nathalie Isabelle Élodie Marie-Claude",
        "Pierre Julien Nicolas François Antoine Laurent Jean-Marc Étienne",
        "Martin Bernard Dubois Moreau Laurent Lefèvre Girard Dupont Rousseau Fontaine Joseph Baptiste Peeters",
    ),
    "germanic": _pool(
        "Anna Julia Katharina Lena Ingrid Sanne Astrid Annika Femke Marit",
        "Lukas Stefan Jan Markus Henrik Lars Pieter Matthias Johan Erik",
        "Müller Schmidt Weber Fischer Hansen Johansson de_Vries Jansen Berg Keller Huber Lindqvist Nielsen "
        "Virtanen Bakker",
    ),
    "italian": _pool(
        "Giulia Francesca Chiara Elena Martina Silvia Paola Valeria",
        "Marco Luca Andrea Matteo Davide Alessandro Stefano Paolo",
        "Rossi Russo Ferrari Bianchi Romano Colombo Ricci Marino Greco Conti",
    ),
    "east_african": _pool(
        "Wanjiku Achieng Grace Esther Mercy Namukasa Uwimana Joyce Neema Rehema Akello Beatrice",
        "Kamau Otieno Joseph David Samuel Mugisha Juma Emmanuel Okello Peter Baraka Deng",
        "Mwangi Odhiambo Njoroge Wafula Kiptoo Nakato Mushi Habimana Ochieng Kimani Ssemakula Niyonzima Massawe "
        "Lado Cheruiyot Tumusiime",
    ),
    "southern_african": _pool(
        "Thandiwe Nomsa Chipo Tendai Lerato Palesa Mary Chikondi Zanele Mutinta Rumbidzai Ndapewa",
        "Sipho Thabo Tatenda Farai Themba Kabelo Chisomo Mwila Bongani Kagiso Takudzwa Petrus",
        "Dlamini Nkosi Moyo Ndlovu Banda Phiri Mokoena Sibanda Mwale Shikongo Tembo Khumalo Molefe Van_der_Merwe "
        "Chirwa Ncube",
    ),
    "ethiopian": _pool(
        "Hanna Selam Meron Tigist Bethlehem Almaz Rahel Hiwot",
        "Abebe Tesfaye Dawit Yonas Getachew Solomon Bekele Mulugeta",
        "Tadesse Kebede Alemu Haile Girma Wolde Assefa Desta Mengistu Tekle",
    ),
    "west_african": _pool(
        "Akosua Ama Fatmata Mariama Abena Isatu Efua Comfort Kadiatu Esi",
        "Kwame Kofi Ebrima Mohamed Alhaji Yaw Sheku Lamin Kwabena Prince",
        "Mensah Owusu Asante Boateng Kamara Sesay Jallow Ceesay Bangura Appiah Koroma Johnson Weah Osei Addo",
    ),
    "francophone_african": _pool(
        "Aminata Mariam Fatoumata Aïssatou Awa Chantal Clarisse Adjoa Espérance Solange Rokia Lalao",
        "Moussa Ibrahima Ousmane Mamadou Serge Jean-Pierre Koffi Issa Alain Patrice Boubacar Rado",
        "Diallo Traoré Ouédraogo Koné Ndiaye Sow Kouassi Mbarga Kabongo Mukendi Agbodjan Rakotomalala Hounsou "
        "Coulibaly Tchoumi Maïga",
    ),
    "caribbean": _pool(
        "Keisha Shanice Marcia Alicia Simone Natasha Joanne Cheryl",
        "Andre Damian Marlon Kerwin Troy Dwayne Curtis Jermaine",
        "Campbell Joseph Charles Mohammed Baptiste Thompson Gordon Alexander Ramkissoon Persaud Grant Henry Young",
    ),
}
