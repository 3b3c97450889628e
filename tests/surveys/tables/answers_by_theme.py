"""Answers in six languages to “What does your city need most?”, by what they are about: made up for measuring."""

ANSWERS = {
    "floods": """
        The old town is under water after every heavy rain
        Better drainage, so that the market does not flood again
        Protection of the river bank against inundation
        Early warning before storms and high water
        Le centre est inondé chaque fois qu'il pleut beaucoup
        Des digues contre la montée des eaux
        Nos égouts débordent pendant la saison des pluies
        Las lluvias inundan los barrios bajos todos los años
        Obras de drenaje para evitar inundaciones
        Defensas contra la crecida del río
        نحتاج إلى حماية المدينة من الفيضانات
        شبكة تصريف مياه الأمطار قديمة وتغرق الشوارع
        السيول تدمر المنازل كل شتاء
        Защита от наводнений и ливневая канализация
        Каждую весну река затапливает улицы
        每逢暴雨老城区就被淹
        需要更好的排水系统和防洪堤
    """,
    "transport": """
        More buses that run on time
        A metro line to the suburbs
        Traffic jams all day long, we need public transport
        Safe lanes for bicycles
        Des bus plus fréquents et moins chers
        Un tramway pour relier les quartiers
        Les embouteillages nous coûtent deux heures par jour
        Mejor transporte público hacia las afueras
        Carriles para bicicletas y menos coches
        El tráfico está siempre parado en hora punta
        حافلات أكثر ومواعيد منتظمة
        الازدحام المروري مشكلة كبيرة ونريد مترو
        طرق آمنة للدراجات والمشاة
        Нужно больше автобусов и трамваев
        Постоянные пробки на дорогах
        公共汽车太少而且总是晚点
        希望修建地铁，减少交通拥堵
    """,
    "waste": """
        Nobody collects the rubbish in our streets
        Recycling of plastic and sorting at home
        The landfill is full and smells
        Garbage trucks and containers
        Le ramassage des ordures est irrégulier
        Trier et recycler les déchets
        Une décharge qui ne pollue plus le quartier
        Recogida de basura en todos los barrios
        Reciclaje y tratamiento de residuos
        El vertedero está lleno
        جمع القمامة من الشوارع بانتظام
        إعادة تدوير النفايات البلاستيكية
        مكب النفايات قريب جدا من البيوت
        Вывоз мусора и раздельный сбор отходов
        Свалка переполнена
        垃圾没有人清理
        推广垃圾分类和回收
    """,
    "water": """
        Clean drinking water in every house
        The taps are dry three days a week
        Repair of the water pipes, half of it leaks away
        Wells for the villages around
        L'accès à l'eau potable pour tous
        Les coupures d'eau durent plusieurs jours
        Réparer les canalisations qui fuient
        Agua potable las veinticuatro horas
        Falta agua en las casas durante el verano
        Pozos y tuberías nuevas
        مياه شرب نظيفة لكل بيت
        انقطاع المياه المتكرر
        إصلاح أنابيب المياه القديمة
        Чистая питьевая вода в каждом доме
        Воду отключают каждую неделю
        自来水经常停水
        希望有干净的饮用水
    """,
    "housing": """
        Rents are too high for young families
        Affordable homes near the centre
        People live in shacks without a title
        Upgrade the informal settlements
        Des logements sociaux à un prix abordable
        Les loyers ont doublé en cinq ans
        Réhabiliter les bidonvilles
        Viviendas asequibles para los jóvenes
        El alquiler es demasiado caro
        Mejorar los asentamientos informales
        مساكن بأسعار معقولة للشباب
        الإيجارات مرتفعة جدا
        تطوير العشوائيات وتمليك السكان
        Доступное жильё для молодых семей
        Аренда квартир слишком дорогая
        房租太贵，年轻人住不起
        建设更多保障性住房
    """,
    "jobs": """
        Work for young people, half of them are unemployed
        Support for small businesses and start-ups
        Factories closed and the jobs went away
        Vocational courses that lead to employment
        Créer des emplois pour les jeunes
        Le chômage est notre plus grand problème
        Aider les petites entreprises à embaucher
        Empleo para la juventud
        Hay mucho desempleo desde que cerró la fábrica
        Apoyo a los pequeños negocios
        فرص عمل للشباب
        البطالة في ازدياد بعد إغلاق المصانع
        دعم المشاريع الصغيرة
        Рабочие места для молодёжи
        Высокая безработица, заводы закрылись
        年轻人找不到工作
        扶持小企业，增加就业
    """,
    "health": """
        Hospitals lack beds and doctors
        Masks and tests against the coronavirus
        Vaccines for the elderly first
        A clinic in each district
        Plus de médecins et d'infirmières
        Des masques et des tests pour le personnel soignant
        Un centre de santé dans chaque quartier
        Hospitales con camas y respiradores
        Vacunas contra la covid para todos
        Faltan médicos en los centros de salud
        مستشفى جديد وأطباء أكثر
        كمامات وفحوصات لمواجهة كورونا
        لقاحات لكبار السن
        Не хватает врачей и больничных коек
        Вакцинация и медицинские маски
        医院床位和医生不足
        需要口罩和新冠疫苗
    """,
    "digital": """
        Permits should be given online
        Fast internet in the whole city
        One portal for all municipal services
        Open data and an app for complaints
        Des démarches administratives en ligne
        Le haut débit dans toutes les communes
        Une application pour signaler les problèmes
        Trámites municipales por internet
        Conexión rápida en todos los barrios
        Un portal de datos abiertos
        خدمات بلدية إلكترونية عبر الإنترنت
        إنترنت سريع في كل الأحياء
        تطبيق لتقديم الشكاوى إلى البلدية
        Электронные услуги и портал города
        Быстрый интернет во всех районах
        网上办理市政手续
        全市需要高速网络
    """,
    "training": """
        Training of our municipal staff
        Courses for planners and engineers of the city
        Learning from the experience of other cities
        Exchange visits of officials
        La formation des agents municipaux
        Des échanges d'expérience entre villes
        Renforcer les compétences de nos cadres
        Capacitación del personal del ayuntamiento
        Intercambio de experiencias con otras ciudades
        Cursos para los técnicos municipales
        تدريب موظفي البلدية
        تبادل الخبرات مع مدن أخرى
        رفع كفاءة الكوادر
        Обучение сотрудников мэрии
        Обмен опытом с другими городами
        培训市政府工作人员
        与其他城市交流经验
    """,
    "money": """
        We have no budget for investment
        Loans at low interest for cities
        Grants from donors and development banks
        A fairer share of national taxes
        Le budget de la commune est trop faible
        Des financements et des subventions pour investir
        Accès au crédit des banques de développement
        Falta presupuesto para las obras
        Créditos blandos y donaciones
        Más recursos financieros del gobierno central
        التمويل، ميزانية البلدية لا تكفي
        قروض ميسرة ومنح من المانحين
        حصة أكبر من الضرائب
        Не хватает денег в бюджете города
        Кредиты и гранты на развитие
        财政资金不足
        希望获得低息贷款和援助资金
    """,
}
LABELLED = [(text.strip(), theme) for theme, lines in ANSWERS.items() for text in lines.strip().splitlines()]
